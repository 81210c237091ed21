"""Boilerplate lines are told from lines of the story."""

from __future__ import annotations

import pytest

from bot.feeds.boilerplate import SIGNS
from bot.feeds.lines import sign_of

LINES = [
    ("another story", "Read more: A general lands in Rome"),
    ("another story", "READ MORE:"),
    ("another story", "Related: Minister flies to Oslo"),
    ("another story", "[Related: A minister, a jet and a denial]"),
    ("another story", "Related Stories"),
    ("another story", "Lire aussi : Le général à Moscou"),
    ("another story", "Lesen Sie auch: Der General in Moskau"),
    ("another story", "Te puede interesar: El general en Moscú"),
    ("another story", "Читайте также: Генерал прилетел в Москву"),
    ("another story", "اقرأ أيضا: الجنرال في موسكو"),
    ("another story", "بیشتر بخوانید: سردار در مسکو"),
    ("follow", "Follow us on Telegram and Twitter"),
    ("another story", "See also - Minister flies to Oslo"),
    ("another story", "Related – Minister flies to Oslo"),
    ("follow", "Like us on Facebook."),
    ("follow", "FOLLOW US ON TWITTER"),
    ("follow", "Follow us: @news"),
    ("follow", "Find our latest news channel on Telegram"),
    ("follow", "Follow @news on X"),
    ("follow", "Suivez-nous sur WhatsApp"),
    ("follow", "Folgen Sie uns auf Instagram"),
    ("follow", "Síguenos en Twitter"),
    ("follow", "Подписывайтесь на наш канал в Telegram"),
    ("follow", "تابعونا على تويتر"),
    ("newsletter", "Sign up for our daily newsletter"),
    ("newsletter", "Get the stories you care about delivered to your inbox. You can stop at any time."),
    ("newsletter", "Inscrivez-vous à notre newsletter"),
    ("newsletter", "Abonnieren Sie unseren kostenlosen Newsletter"),
    ("newsletter", "Suscríbete a nuestro boletín"),
    ("newsletter", "Подпишитесь на рассылку"),
    ("newsletter", "اشترك في النشرة البريدية"),
    ("share", "Share this article"),
    ("share", "Copy link"),
    ("share", "Partager"),
    ("share", "Teilen"),
    ("share", "Compartir"),
    ("share", "Поделиться"),
    ("share", "شارك المقال"),
    ("advertisement", "ADVERTISEMENT"),
    ("advertisement", "Story continues below this advertisement"),
    ("advertisement", "Anzeige"),
    ("advertisement", "Publicité"),
    ("advertisement", "Publicidad"),
    ("advertisement", "Реклама"),
    ("advertisement", "إعلان"),
    ("subscription", "Already a subscriber? Log in here"),
    ("subscription", "Subscribe now to continue reading this story."),
    ("subscription", "Jetzt abonnieren und weiterlesen"),
]

SENTENCES = [
    "Related to the general by marriage, he flew with him to Moscow.",
    "Read more than once, the letter says nothing of a visit.",
    "The ministry asked people to follow us on Telegram, a spokesman said.",
    "Related-party deals took the general to Moscow, auditors said.",
    "Follow US orders or leave, the general was told in Moscow.",
    "Follow US lead on sanctions, the minister said in Oslo.",
    "Follow US on Iran, the minister urged in Oslo.",
    "FOLLOW US LEAD, MINISTER SAYS IN OSLO",
    "Follow us into Moscow, the general told his men.",
    "Join US forces in Oslo, the minister said on X.",
    "Find our correspondent's report from the general's visit to Moscow on X",
    "Like our president, the general flew to Moscow, he wrote on Telegram.",
    "Follow the money, the general told reporters in Moscow.",
    "Read more",
    "Read more »",
    "Get ready: air alerts sounded in Kyiv as the minister arrived",
    "Receive him as a guest, the general asked; the alerts in Oslo went on",
    "Share prices fell after the minister had landed.",
    "Sign up, he told the recruits, before he left for Tehran.",
    "Get out of Syria, the president told the general on Monday.",
    "Advertisement for weapons was what he called the parade.",
    "Subscribers to the railway fund met the minister in Oslo.",
    "Реклама оружия была целью визита генерала в Москву.",
    "По теме визита посол говорить не стал.",
    "Teilen wollte der Minister die Reise mit niemandem.",
    "شارك الجنرال في اجتماع في موسكو يوم الخميس.",
    "",
]


@pytest.mark.parametrize(("sign", "line"), LINES)
def test_boilerplate_is_known_by_its_sign(sign: str, line: str) -> None:
    """Links to other stories, invitations and advertisements are known in six languages."""
    assert sign_of(line, SIGNS) == sign


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_stay(line: str) -> None:
    """A sentence that merely uses such words is no boilerplate."""
    assert sign_of(line, SIGNS) is None


def test_every_sign_has_a_case() -> None:
    """No rule without an example."""
    assert {sign for sign, _ in LINES} == {sign.name for sign in SIGNS}


def test_a_paragraph_is_no_boilerplate() -> None:
    """What is long is a paragraph of the story, however it begins."""
    assert sign_of("Read more: " + "the general flew to Moscow. " * 20, SIGNS) is None
