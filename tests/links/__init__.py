"""Links in notices to the group, and the pages behind them."""
