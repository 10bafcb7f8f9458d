"""The people of the house: who works here, who is in which room, who talks to whom."""
