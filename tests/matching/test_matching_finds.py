"""What matching finds: each way in which a text may print a listed name, in each script, with exact spans."""

from __future__ import annotations

import pytest
from listed import of, read

PUTIN, SHOIGU, LAVROV, PRIGOZHIN, KADYROV = "ofac-35096", "ofac-35173", "ofac-35233", "ofac-15547", "ofac-23343"
QADHAFI, ASSAD, KIM, ZARIF, AHMADINEJAD = "ofac-12606", "ofac-12735", "ofac-20157", "ofac-26950", "ofac-44865"
SHAMKHANI, MASHAL, GENERAL, BERG = "ofac-28315", "ofac-7914", "un-IRi.039", "ofac-2"

# kind -> (a sentence with the name in square brackets, who)
CASES = {
    "Latin, as listed": [
        ("Russian President [Vladimir Putin] spoke in Moscow.", PUTIN),
        ("In Tehran, [Ali Shamkhani] met the Iranian press.", SHAMKHANI),
        ("Libya's [Muammar Qadhafi] spoke in Tripoli.", QADHAFI),
        ("Syria: [Bashar al-Assad] left Damascus.", ASSAD),
        ("Iran said [Mohammad Javad Zarif] would fly.", ZARIF),
    ],
    "Latin, transliteration": [
        ("Quds Force commander [Qassem Soleimani] flew from Iran.", GENERAL),
        ("Quds Force commander [Ghasem Suleimani] flew from Iran.", GENERAL),
        ("Quds Force commander [Kassem Solaymani] flew from Iran.", GENERAL),
        ("Libya: [Moammar Gaddafi] and [Muammar Kadhafi] are one.", QADHAFI),
        ("Russia's [Evgenii Prigozhin] landed in Minsk.", PRIGOZHIN),
        ("Russia's [Jewgeni Prigoschin] landed in Minsk.", PRIGOZHIN),
        ("Russian minister [Sergej Lawrow] came.", LAVROV),
        ("Russian [Wladimir Putin] came.", PUTIN),
        ("Iran's [Mahmud Ahmadinezhad] came.", AHMADINEJAD),
        ("Chechnya's [Ramsan Kadyrow] came from Russia.", KADYROV),
        ("Syria's [Bachar el-Assad] came.", ASSAD),
        ("Hamas political bureau head [Khaled Meshaal] came.", MASHAL),
        ("Russian Defense Minister [Sergey Schoigu] came.", SHOIGU),
        ("Iran's [Ali Shamkhany] came.", SHAMKHANI),
        ("North Korea's [Kim Jong-un] came.", KIM),
    ],
    "Latin, slips": [
        ("Russian President [Vladmir Putin] spoke.", PUTIN),
        ("Russian President [Vladimir Puttin] spoke.", PUTIN),
        ("Russian minister [Sergei Lavorv] spoke.", LAVROV),
        ("Russia: [Yevgeny Priogzhin] landed.", PRIGOZHIN),
        ("Iran's [Mahmoud Ahmedinejad] spoke.", AHMADINEJAD),
        ("Iran's [Mohamad Javad Zarrif] spoke.", ZARIF),
    ],
    "order": [
        ("SANCTIONED: [SOLEIMANI, Qasem], commander of the Qods Force, Iran", GENERAL),
        ("Russia: [Putin Vladimir], president", PUTIN),
        ("Russia: [Lavrov, Sergei], minister of foreign affairs", LAVROV),
        ("North Korea: [Kim Jong Un] and others", KIM),
        ("North Korea: [Jong Un Kim] and others", KIM),
    ],
    "middle names": [
        ("Russian president [Vladimir Vladimirovich Putin] spoke.", PUTIN),
        ("Russian minister [Sergei Lavrov] spoke.", LAVROV),
        ("Russia's [Sergei Kuzhugetovich Shoigu] spoke.", SHOIGU),
        ("Iran's foreign minister [Javad Zarif] spoke in Tehran. Iran denied it.", ZARIF),
        ("Russian president [Vladimir V. Putin] spoke.", PUTIN),
    ],
    "initials": [
        ("Qods Force commander [Q. Soleimani] of Iran", GENERAL),
        ("Russian President [V. Putin] and the president of Russia", PUTIN),
        ("Russian President [V.V. Putin] and the president of Russia", PUTIN),
        ("Russian foreign minister [S. Lavrov] and Russia", LAVROV),
        ("Russian foreign minister [S.V. Lavrov] and Russia", LAVROV),
    ],
    "titles": [
        ("Maj. Gen. [Qassem Soleimani], the Quds Force commander", GENERAL),
        ("General [Qasem Soleimani], the Quds Force commander of Iran", GENERAL),
        ("Iran's Admiral [Ali Shamkhani]", SHAMKHANI),
        ("Dr. [Bashar al-Assad] of Syria", ASSAD),
        ("Russian Foreign Minister [Sergei Lavrov]", LAVROV),
    ],
    "possessives, hyphens, quotes, breaks": [
        ("[Qassem Soleimani]'s Quds Force, and its commander, of Iran", GENERAL),
        ("[Vladimir Putin]’s Russia, said its president", PUTIN),
        ("Libya under [Muammar al-Qadhafi] and Tripoli", QADHAFI),
        ("Quds Force commander [Qassem\nSoleimani] of Iran", GENERAL),
        ("Russian President [Vladimir  Putin] spoke", PUTIN),
        ("Russia: \"[Vladimir Putin]\" was the president's name", PUTIN),
        ("Iran: [Mahmoud Ahmadi-Nejad] spoke", AHMADINEJAD),
        ("Iran: [Mahmoud Ahmadi Nejad] spoke", AHMADINEJAD),
    ],
    "letters": [
        ("QUDS FORCE COMMANDER [QASSEM SOLEIMANI] FLEW FROM IRAN TO MOSCOW", GENERAL),
        ("RUSSIAN PRESIDENT [VLADIMIR PUTIN] SPOKE", PUTIN),
        ("the russian president [vladimir putin] spoke in moscow on monday and nobody wrote it in capitals there", PUTIN),
        ("quds force commander [qassem soleimani] flew from iran to moscow without a single capital letter at all", GENERAL),
        ("Russian President [Vladimír Pútin] spoke", PUTIN),
        ("Quds Force commander [Qāsem Soleymānī] of Iran", GENERAL),
    ],
    "particles": [
        ("The Hague: [Anton van der Berg] left the Netherlands.", BERG),
        ("The Hague: [Anton Van Der Berg] left the Netherlands.", BERG),
        ("Syrian President [Bashar Al Assad] spoke", ASSAD),
        ("Syrian President [Bashar Assad] spoke", ASSAD),
        ("Syrian President [Bashar el-Assad] spoke", ASSAD),
    ],
    "Cyrillic": [
        ("Командующий «Кудс» [Касем Сулеймани] прибыл из Ирана.", GENERAL),
        ("Президент [Владимир Путин] прибыл в Москву.", PUTIN),
        ("Встреча с [Владимиром Путиным] прошла в Москве, сообщил Кремль.", PUTIN),
        ("Указ [Владимира Путина] вышел в России.", PUTIN),
        ("В России передали [Владимиру Путину] письмо.", PUTIN),
        ("Министр обороны России [Сергей Шойгу] вылетел.", SHOIGU),
        ("Министра обороны России [Сергея Шойгу] ждали.", SHOIGU),
        ("Министр иностранных дел России [Сергей Лавров] вылетел.", LAVROV),
        ("Слова [Сергея Лаврова] передал МИД России.", LAVROV),
        ("К [Сергею Лаврову] обратился посол России.", LAVROV),
        ("Самолёт [Евгения Пригожина] вылетел из России.", PRIGOZHIN),
        ("Разговор с [Евгением Пригожиным] шёл в России.", PRIGOZHIN),
        ("Глава Чечни [Рамзан Кадыров] приехал в Россию.", KADYROV),
        ("Главой Чечни [Рамзаном Кадыровым] довольны в России.", KADYROV),
        ("Президента Сирии [Башара Асада] приняли в Дамаске.", ASSAD),
        ("Зустріч з [Володимиром Путіним] у Росії.", PUTIN),
        ("Літак [Євгена Пригожина] вилетів з Росії.", PRIGOZHIN),
    ],
    "Arabic": [
        ("وصل قائد فيلق القدس الإيراني [قاسم سليماني] إلى موسكو", GENERAL),
        ("قال قائد فيلق القدس الإيراني [قاسم سليمانى] ذلك", GENERAL),
        ("زار [وقاسم سليماني] قائد فيلق القدس من إيران", GENERAL),
        ("الرئيس الروسي [فلاديمير بوتين] في موسكو", PUTIN),
        ("رسالة [لفلاديمير بوتين] الرئيس الروسي", PUTIN),
        ("وزير الخارجية الروسي [سيرغي لافروف] في روسيا", LAVROV),
        ("وزير الخارجية الروسي [سيرجي لافروف] في روسيا", LAVROV),
        ("وزير الدفاع الروسي [سيرغي شويغو] في روسيا", SHOIGU),
        ("وزير الدفاع الروسي [سيرجي شويجو] في روسيا", SHOIGU),
        ("الرئيس السوري [بشار الأسد] في دمشق", ASSAD),
        ("الرئيس السوري [بشار الاسد] في دمشق", ASSAD),
        ("الرئيس السوري [بَشَّار الأَسَد] في دمشق", ASSAD),
        ("رئيس المكتب السياسي لحركة حماس [خالد مشعل] في موسكو", MASHAL),
        ("وزير خارجية إيران [محمد جواد ظريف] في طهران", ZARIF),
        ("في ليبيا قال [معمر القذافي] في طرابلس", QADHAFI),
    ],
    "Persian": [
        ("فرمانده نیروی قدس [قاسم سلیمانی] از ایران", GENERAL),
        ("سردار [قاسم سليماني] فرمانده سپاه قدس ایران", GENERAL),
        ("ایران: [محمود احمدی‌نژاد] رفت", AHMADINEJAD),
        ("ایران: [محمود احمدی نژاد] رفت", AHMADINEJAD),
        ("ایران: [محمود احمدي‌نژاد] رفت", AHMADINEJAD),
        ("وزیر امور خارجه ایران [محمد جواد ظریف] رفت", ZARIF),
        ("وزیر امور خارجه ایران [محمدجواد ظریف] رفت", ZARIF),
        ("ایران: دریابان [علی شمخانی] رفت", SHAMKHANI),
        ("ایران و روسیه: [ولادیمیر پوتین] رئیس جمهور روسیه", PUTIN),
        ("وزیر خارجه روسیه [سرگئی لاوروف] رفت", LAVROV),
        ("رئیس جمهور سوریه [بشار اسد] رفت", ASSAD),
        ("رئیس جمهور سوریه [بشّار الاسد] رفت", ASSAD),
        ("رئیس دفتر سیاسی حماس [خالد مشعل] رفت", MASHAL),
        ("وزیر دفاع روسیه [سرگئی شویگو] رفت", SHOIGU),
        ("لیبی: [معمر قذافی] رفت", QADHAFI),
    ],
    "Chinese and Korean": [
        ("朝鲜领导人[金正恩]抵达俄罗斯", KIM),
        ("北韓：朝鮮領導人[金正恩]抵達俄羅斯", KIM),
        ("朝鲜的[金·正恩]", KIM),
        ("북한 [김정은]은 러시아로 갔다", KIM),
        ("북한의 [김정은]이 갔다", KIM),
    ],
    "Hebrew and Greek": [
        ("נשיא רוסיה [ולדימיר פוטין] נסע", PUTIN),
        ("נשיא סוריה [בשאר אסד] נסע", ASSAD),
        ("Ο [Βλαντιμίρ Πούτιν] της Ρωσίας", PUTIN),
        ("Ο [Σεργκέι Λαβρόφ] της Ρωσίας", LAVROV),
        ("Ο [Μπασάρ αλ-Άσαντ] της Συρίας", ASSAD),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("marked", "who"), [case for cases in CASES.values() for case in cases])
def test_finds_the_person_at_the_exact_words(marked: str, who: str) -> None:
    """Every printed form leads to the person, and the span holds exactly the bracketed words."""
    text = marked.replace("[", "").replace("]", "")
    mention = of(text, who)
    assert mention is not None, read(text)
    begin = marked.index("[")
    printed = marked[begin + 1 : marked.index("]")]
    span = mention.spans[0]
    assert text[span.start : span.end] == mention.matched
    assert mention.matched == printed or marked.count("[") > 1


def test_the_title_counts_as_the_first_line() -> None:
    """Spans are offsets into the title, an empty line and the text."""
    mention = of("He went to Moscow.", GENERAL, title="Iran: Quds Force commander Qassem Soleimani travels")
    assert mention is not None
    assert (mention.spans[0].start, mention.matched) == (27, "Qassem Soleimani")


def test_the_same_article_gives_the_same_mentions() -> None:
    """What was learnt from earlier articles never changes an answer."""
    text = "Quds Force commander Qassem Soleimani met Vladimir Putin of Russia and Ali Shamkhani."
    assert read(text) == read(text)
    assert [m.spans[0] for m in read(text)] == sorted(m.spans[0] for m in read(text))
