"""bot.lists.official.roles: offices and telling titles become roles; forms of address do not."""

from __future__ import annotations

from bot.lists.official.roles import LONGEST_ROLE, roles_of


def test_offices_come_first_and_forms_of_address_fall_out() -> None:
    offices = ["a) Minister of Planning b) Minister of Higher\nEducation", "Designation: Senior leader", "na"]
    titles = ["Dr.", "Mr", "Haji", "Colonel; Mullah", "Colonel"]
    assert roles_of(offices, titles) == (
        "Minister of Planning",
        "Minister of Higher Education",
        "Senior leader",
        "Colonel",
        "Mullah",
    )


def test_a_role_without_end_is_cut() -> None:
    assert len(roles_of(["word " * 5_000])[0]) <= LONGEST_ROLE
