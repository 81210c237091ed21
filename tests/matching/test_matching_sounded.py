"""Listed Latin spellings found by sound in Chinese, Japanese and Korean text."""

from __future__ import annotations

from functools import cache

import pytest

from bot.matching.build import build
from bot.matching.sounded import Sounded
from bot.model import Name, Person

LISTED = ("Kim Yong Chol", "Yo Jong KIM", "Choe Ryong Hae", "Pak Yong Sik", "Ri Hong-Sop", "Ryu Jin", "Hailun ZHU", "Weiming OUYANG",
          "Quanguo CHEN", "Vladimir Vladimirovich PUTIN", "Qasem Soleimani", "Bashar AL-ASSAD", "Bushra AL-ASSAD", "Sergei LAVROV",
          "John LEE", "Muammar QADHAFI", "Nicolas MADURO MOROS")  # fmt: skip


@cache
def _sounded() -> Sounded:
    people = [Person(f"t-{n}", name, (Name(name),), (f"t-{n}",)) for n, name in enumerate(LISTED)]
    return Sounded(build(people), people)


# the name in brackets, and who is meant
CASES = [
    ("북한 [김영철] 통일전선부장이 도착했다", "Kim Yong Chol"),
    ("북한의 [김영철]은 러시아로 떠났다", "Kim Yong Chol"),
    ("[김여정]부부장이 북한에서 연설했다", "Yo Jong KIM"),
    ("최고인민회의 상임위원장 [최룡해]", "Choe Ryong Hae"),
    ("[박영식] 인민무력상", "Pak Yong Sik"),
    ("[이홍섭] 소장과 만났다", "Ri Hong-Sop"),
    ("朝鲜劳动党副委员长[金英哲]抵达北京", "Kim Yong Chol"),
    ("北韓的[金與正]離開", "Yo Jong KIM"),
    ("北朝鮮の[金与正]氏が到着した", "Yo Jong KIM"),
    ("朝鲜的[崔龙海]抵达", "Choe Ryong Hae"),
    ("新疆官员[朱海仑]出席会议", "Hailun ZHU"),
    ("新疆官員[朱海侖]出席會議", "Hailun ZHU"),
    ("航运公司董事[欧阳伟明]出席", "Weiming OUYANG"),
    ("書記[陳全國]離開", "Quanguo CHEN"),
    ("ロシアの[ウラジーミル・プーチン]大統領", "Vladimir Vladimirovich PUTIN"),
    ("イランの[カセム・ソレイマニ]司令官", "Qasem Soleimani"),
    ("シリアの[バッシャール・アサド]大統領", "Bashar AL-ASSAD"),
    ("ロシアの[セルゲイ・ラブロフ]外相", "Sergei LAVROV"),
    ("リビアの[ムアンマル・カダフィ]大佐", "Muammar QADHAFI"),
]


@pytest.mark.parametrize(("marked", "who"), CASES)
def test_finds_the_name_by_its_sound(marked: str, who: str) -> None:
    """The span holds exactly the signs of the name, and leads to nobody else."""
    text = marked.replace("[", "").replace("]", "")
    found = list(_sounded().find(text))
    assert [text[s.start : s.end] for s, _ in found] == [marked[marked.index("[") + 1 : marked.index("]")]]
    assert [LISTED[row] for _, rows in found for row in rows] == [who]  # a row for each name, in order


@pytest.mark.parametrize(
    "text",
    ["한국의 김영칠이 떠났다", "그 사람은 이전 장관이다", "최김영철씨", "류진 감독", "朝鲜的金正男离开了", "新疆官员朱海文出席会议", "プーチン大統領", "ロシアのウラジーミル・ポポフ",
     "カセム司令官", "Kim Yong Chol", ""],
)  # fmt: skip
def test_near_and_short_names_are_left_alone(text: str) -> None:
    """Another syllable, a surname alone, two signs or the middle of a word are no name."""
    assert list(_sounded().find(text)) == []
