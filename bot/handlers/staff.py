"""The people of the house: joining by a one-time code, leaving, duty. Only the owner says who works here; all is audited."""

from __future__ import annotations

from collections.abc import Mapping

from bot.context import Turn
from bot.handlers import handover
from bot.understanding.commands import Command
from locales import N_, clock, join
from store import audit, staff, todos
from store.claims import Claim
from store.staff import Member

DEPARTMENTS: Mapping[str, str] = {
    "保洁": "housekeeping",
    "前台": "front",
    "维修": "maintenance",
    "厨房": "kitchen",
}
NAMES: Mapping[str, str] = {
    "housekeeping": N_("housekeeping"),
    "front": N_("front desk"),
    "maintenance": N_("maintenance"),
    "kitchen": N_("kitchen"),
}


def crew(turn: Turn, command: Command) -> str:
    """员工: who works here, who has a code that waits."""
    lines = [_line(turn, member) for member in staff.members(turn.connection)]
    lines += [
        turn.say(
            N_("{name}｜has a code, valid until {time}"),
            name=_with_department(turn, invited.name, invited.department),
            time=clock(turn.language, invited.expires_at.astimezone(turn.house.zone_info).time()),
        )
        for invited in staff.invited(turn.connection, turn.now)
    ]
    lines.append(turn.say(N_("To add somebody: 加员工 小周 保洁. To take access away: 移除小周.")))
    return "\n".join(lines)


def add(turn: Turn, command: Command) -> str:
    """加员工 小周 保洁: a one-time code to hand over."""
    name = command.words.get("name", "")
    if not name:
        return turn.say(N_("Whom? Write the name after it, for example “加员工 小周 保洁”."))
    if staff.named(turn.connection, name):
        return turn.say(
            N_("There is a {name} already; give another name, so that nobody is mixed up."), name=name
        )
    department = DEPARTMENTS.get(command.words.get("department", ""), "")
    code = staff.invite(turn.connection, name, department, turn.standing.person_id, turn.now, turn.chance)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "staff_invited", "staff", name)
    return turn.say(
        N_(
            "Pass this line on to {name}, to be sent to this account within a day; it works once:\n入职{code}"
        ),
        name=_with_department(turn, name, department),
        code=code,
    )


def remove(turn: Turn, command: Command) -> str:
    """移除小周: from now on a guest like any other; a code that waits ends too."""
    name = command.words.get("name", "")
    found = _whom(turn, command, name)
    if found is None:
        if name and staff.withdraw(turn.connection, name, turn.now):
            audit.note(turn.connection, turn.now, turn.standing.person_id, "staff_uninvited", "staff", name)
            return turn.say(N_("{name} had not joined yet; the code no longer works."), name=name)
        names = join(turn.language, [called(other) for other in _removable(turn)])
        if not names:
            return turn.say(N_("There is nobody to take access from: only you work here."))
        return turn.say(N_("Nobody here is called that. There are: {names}."), names=names)
    if found.role == "owner":
        return turn.say(N_("The innkeeper stays."))
    staff.remove(turn.connection, found.person_id)
    handover.end_all(turn, found.person_id)
    audit.note(
        turn.connection,
        turn.now,
        turn.standing.person_id,
        "staff_removed",
        f"person:{found.person_id}",
        called(found),
    )
    return turn.say(
        N_("{name} no longer has access: no notices, no commands, from this moment."), name=called(found)
    )


def join_staff(turn: Turn, command: Command) -> str:
    """入职7K3MQX: somebody becomes staff. Five wrong ones lock for a day, and the owner is told."""
    person_id = turn.standing.person_id
    claim = staff.join(turn.connection, person_id, command.words["code"], turn.now)
    if claim is Claim.WRONG:
        audit.note(turn.connection, turn.now, person_id, "refused", "staff:join")
        return turn.say(
            N_("This code is wrong, used up or older than a day. Ask the innkeeper for a new one.")
        )
    if claim is not Claim.GRANTED:
        if claim is Claim.JUST_LOCKED:
            _tell_of_guessing(turn)
        return turn.say(N_("Too many wrong codes; I stop here until tomorrow. Please ask the innkeeper."))
    member = staff.member(turn.connection, person_id)
    assert member is not None, "whoever has just joined is staff"
    audit.note(turn.connection, turn.now, person_id, "staff_joined", f"person:{person_id}", member.name)
    turn.tell(
        staff.owners(turn.connection),
        N_("{name} has joined and is on duty."),
        name=lambda language: _with_department(turn, member.name, member.department),
    )
    return turn.say(
        N_(
            "Welcome, {name}! You are on duty now and get the house's notices here; write 下班 when you leave.\n"
            "Write 帮助 for the words you need: 今天, 到店, 入住302, 退房302, 302可住, 接12, 好了12 …"
        ),
        name=member.name,
    )


def _tell_of_guessing(turn: Turn) -> None:
    person_id = turn.standing.person_id
    audit.note(turn.connection, turn.now, person_id, "locked", "staff:join")
    turn.tell(
        staff.owners(turn.connection),
        N_(
            "[Careful] G{person} sent five wrong staff codes and is locked for a day.\n"
            "If it was somebody you know, write 加员工 again tomorrow."
        ),
        person=person_id,
    )


def duty(turn: Turn, command: Command) -> str:
    """上班, 下班: who is told what happens now. Talks with guests end with the shift."""
    person_id, starts = turn.standing.person_id, "on" in command.words
    staff.set_duty(turn.connection, person_id, starts)
    audit.note(turn.connection, turn.now, person_id, "duty", f"person:{person_id}", "on" if starts else "off")
    if starts:
        waiting = len(todos.unfinished(turn.connection))
        if waiting:
            return turn.say(
                N_("You are on duty; notices come to you. {n} things wait: write 待办."), n=waiting
            )
        return turn.say(N_("You are on duty; notices come to you. Nothing waits."))
    handover.end_all(turn, person_id)
    others = [other for other in staff.members(turn.connection) if other.on_duty and other.role == "staff"]
    if turn.standing.role == "owner":
        return turn.say(N_("Noted. As the innkeeper you still get what is urgent."))
    if not others:
        return turn.say(N_("Off duty, rest well. Nobody else is on duty, so notices go to the innkeeper."))
    return turn.say(
        N_("Off duty, rest well. On duty now: {names}."),
        names=join(turn.language, [called(other) for other in others]),
    )


def roster(turn: Turn, command: Command) -> str:
    """谁在班: who gets the notices now."""
    here = [member for member in staff.members(turn.connection) if member.on_duty or member.role == "owner"]
    return "\n".join([turn.say(N_("Notices go to:")), *(_line(turn, member) for member in here)])


def called(member: Member) -> str:
    """What colleagues call somebody; their number while nobody gave a name."""
    return member.name or f"G{member.person_id}"


def _whom(turn: Turn, command: Command, name: str) -> Member | None:
    person = command.words.get("person")
    if person is not None:
        return staff.member(turn.connection, int(person))
    return next(iter(staff.named(turn.connection, name)), None)


def _removable(turn: Turn) -> list[Member]:
    return [member for member in staff.members(turn.connection) if member.role == "staff"]


def _line(turn: Turn, member: Member) -> str:
    """小周｜保洁｜在班."""
    name = turn.say(N_("innkeeper")) if member.role == "owner" and not member.name else called(member)
    department = turn.say(NAMES[member.department]) if member.department in NAMES else ""
    state = turn.say(N_("on duty")) if member.on_duty else turn.say(N_("off duty"))
    return "｜".join(part for part in (name, department, state) if part)


def _with_department(turn: Turn, name: str, department: str) -> str:
    return f"{name}（{turn.say(NAMES[department])}）" if department in NAMES else name
