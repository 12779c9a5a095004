"""However a citizen types a word, it becomes the same word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.normalise import fold_kazakh, normalise, stem, tokens


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("Нееееет водыыыы!!!", "нет воды", id="stretched letters"),
        pytest.param("Ещё ЁЛКА", "еще елка", id="ё"),
        pytest.param("нет  света…и  тепла", "нет света и тепла", id="spaces and dots"),
        pytest.param("нет.воды,опять", "нет воды опять", id="no space after a stop"),
        pytest.param("не\u0301т во\u0301ды", "нет воды", id="stress marks"),
        pytest.param("и\u0306ога", "йога", id="decomposed й"),
        pytest.param("н\u200bе\u200dт\u202e воды\u00ad", "нет воды", id="invisible characters"),
        pytest.param("нет\r\nводы\tвообще", "нет воды вообще", id="line breaks"),
        pytest.param("вoды HET", "воды нет", id="Latin twins of Cyrillic letters"),
        pytest.param("жiберiңiз", "жіберіңіз", id="Latin i in Kazakh"),
        pytest.param("жəне", "және", id="schwa for ә"),
        pytest.param("💧❌", "вода нет", id="pictures that speak"),
        pytest.param("🗑 не вывезли 😡😡", "мусор не вывезли", id="pictures that do not"),
        pytest.param("концерт 🔥", "концерт смайлогонь", id="a flame is no fire"),
        pytest.param("ул. Абая 28/3, кв. 5", "ул абая 28 3 кв 5", id="address"),
        pytest.param("109-000-1236", "109 000 1236", id="appeal number"),
        pytest.param("111222", "111222", id="digits are not stretched letters"),
        pytest.param("", "", id="empty"),
        pytest.param("?!…", "", id="signs only"),
    ],
)
def test_what_was_typed_is_undone(typed: str, meant: str) -> None:
    """Case, signs, pictures and invisible characters carry no words."""
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("net vody", "нет воды"),
        ("Zdravstvuyte, u nas net goryachey vody", "здравствуйте у нас нет горячей воды"),
        ("goryachei vody net vtoroj den'", "горячей воды нет второй день"),
        ("hochu znat kogda dadut svet", "хочу знать когда дадут свет"),
        ("kogda vkly4at otoplenie", "когда включат отопление"),
        ("4to s vodoy", "что с водой"),
        ("y nas tyt vonyaet", "у нас тут воняет"),
        ("jdem avtobus, ya jivu v dome 4a", "ждем автобус я живу в доме 4а"),
        ("yama na doroge", "яма на дороге"),
        ("jama na doroge", "яма на дороге"),
        ("iskrit provod", "искрит провод"),
        ("pahnet gazom", "пахнет газом"),
        ("wifi не работает", "вайфай не работает"),
        ("su joq", "су жоқ"),
        ("zharyk zhok", "жарык жок"),
        ("Sälemetsiz be, jaryq joq", "сәлеметсіз бе жарық жоқ"),
        ("kóshemizde jarıq joq", "көшемізде жарық жоқ"),
        ("ystyq su qashan bolady", "ыстық су қашан болады"),
        ("bizdin uide su jok", "биздин уйде су жок"),
        ("gaz iisi shygyp tur", "газ ииси шыгып тур"),
        ("no water in my house please", "no water in my house please"),
    ],
)
def test_latin_spellings_become_cyrillic(typed: str, meant: str) -> None:
    """Chat Latin, library Latin and the Kazakh Latin alphabets; English stays English."""
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ytn djls", "нет воды"),
        ("rfr", "как"),
        ("ghbdtn", "привет"),
        ("Rfr dspdfnm vfcnthf", "как вызвать мастера"),
        ("YTN CDTNF D LJVT YF F,FZ 28", "нет света в доме на абая 28"),
        ("ce ;j0", "су жоқ"),
        ("ok", "ок"),
        ("lift", "лифт"),
    ],
)
def test_a_forgotten_keyboard_switch(typed: str, meant: str) -> None:
    """The keys are read as ours only where that is convincing."""
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    "forms",
    [
        "вода воды воду водой",
        "фонарь фонаря фонари",
        "жарық жарықты жарығымыз жарык жарыкты",
        "көше көшеде көшесіндегі көшелерде коше кошеде",
        "свет света светті светти",
        "мусор мусора мусордың",
        "лифт лифты лифті",
    ],
)
def test_forms_of_a_word_share_its_stem(forms: str) -> None:
    """Russian and Kazakh forms, with and without the Kazakh letters, and Russian words with Kazakh endings."""
    assert len({stem(form) for form in forms.split()}) == 1


def test_folding_keeps_the_length() -> None:
    """Places found in a folded text are places in the text."""
    assert fold_kazakh("әіңғүұқөһё") == "аингуукохе"


def test_tokens_are_the_words_in_order() -> None:
    """`tokens` and `normalise` agree."""
    assert tokens("Су, жоқ!") == ["су", "жоқ"]


@given(st.text(max_size=300))
def test_no_text_raises_and_normal_text_stays(text: str) -> None:
    """Whatever comes in, the result is words of letters and digits with single spaces between."""
    once = normalise(text)
    assert once == " ".join(once.split())
    assert all(char.isalnum() or char == " " for char in once)
    for word in once.split():
        stem(word)


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяәіңғүұқөһ ,.!0123456789", max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """Catalog phrasings may be kept normalised."""
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "text",
    ["нет воды " * 6000, "а\u0301\u0323" * 30_000, "y'" * 50_000, "4a" * 50_000, "a1 " * 33_000, "ytn djls " * 11_000],
    ids=["plain", "marks", "apostrophes", "house", "short", "slipped"],
)
def test_a_hundred_kilobytes_are_read(text: str) -> None:
    """However long and monotonous a text is, it is read: nobody makes the service busy with one message."""
    normalise(text)
