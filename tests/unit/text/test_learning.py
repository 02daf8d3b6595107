"""Learning is tried on made-up tickets whose truth is known: what it says of itself has to hold on texts it never saw."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.text import (
    Fold,
    Held,
    Kind,
    LearnRules,
    Origins,
    Sureness,
    alike,
    calibration_error,
    deal,
    dealt,
    examine,
    find_limit,
    learn,
    learn_vocabulary,
    lesson,
    likely_range,
    plain,
    risk_of_words,
)
from fenhao.engine.text._grams import pieces
from fenhao.kernel import Trouble
from tests.unit.text.sayings import sayings

RULES = LearnRules(target=0.85)


def test_what_it_says_of_itself_holds_on_texts_it_never_saw() -> None:
    texts, labels = sayings(600, seed=1)
    model = learn(texts, labels, kind=Kind.category, rules=RULES)
    fresh, truth = sayings(400, seed=2)
    known = {label: at for at, label in enumerate(model.labels)}
    seen = examine(model, fresh, np.array([known[label] for label in truth]))
    low, high = likely_range(model.figures.right, model.figures.held)
    assert low - 0.05 <= seen.accuracy <= high + 0.05
    assert seen.accuracy > 0.85
    assert seen.answered_accuracy >= RULES.target - 0.05
    assert seen.off < 0.08
    assert sum(each.taught for each in model.figures.labels) == model.figures.taught <= 600
    assert model.figures.curve[-1].taught > model.figures.curve[0].taught


def test_the_same_seed_learns_the_same_and_another_does_not() -> None:
    texts, labels = sayings(200, seed=3)
    first, again = (learn(texts, labels, kind=Kind.queue, rules=RULES) for _ in range(2))
    other = learn(texts, labels, kind=Kind.queue, rules=LearnRules(target=0.9, seed=9))
    assert first.figures == again.figures
    assert (first.lines.weights == again.lines.weights).all()
    assert first.figures != other.figures


def test_texts_like_nothing_that_was_taught_are_told_as_such() -> None:
    texts, labels = sayings(600, seed=4, noise=0.0)
    model = learn(texts, labels, kind=Kind.category, rules=LearnRules(like=0.95))
    strangers = [
        "今天天气怎么样适合去爬山吗",
        "tell me a joke about elephants",
        "这首歌是谁唱的",
        "what is the capital of Peru",
    ]
    assert all(each.sureness is not Sureness.sure for each in model.judge(strangers))
    own, _ = sayings(200, seed=5, noise=0.0)
    told = model.judge(own)
    assert sum(each.sureness is Sureness.sure for each in told) > 150
    assert all(len(each.labels) == 3 and each.chances[0] >= each.chances[1] for each in told)


@pytest.mark.parametrize("rare", [300, 15], ids=["even", "uneven"])
def test_words_never_taught_are_never_sure_however_frequent_a_label_is(rare: int) -> None:
    # Where one label is twenty times as frequent as the other, a text of which nothing is known got it for sure.
    texts, labels = sayings(1200, seed=41, noise=0.0)
    first = min(set(labels))
    held = [at for at, label in enumerate(labels) if label == first][:rare]
    held += [at for at, label in enumerate(labels) if label != first][:600]
    model = learn(
        [texts[at] for at in held],
        ["complaint" if labels[at] == first else "calm" for at in held],
        kind=Kind.risk,
        rules=LearnRules(target=0.9),
    )
    strangers = [
        "注文した商品がまだ届きません",
        "xk3 qqpzz wvvj 88120",
        "Wo bleibt mein Päckchen?",
        "9913001",
        " ",
    ]
    assert {each.sureness for each in model.judge(strangers)} == {Sureness.unlike}
    own, _ = sayings(200, seed=42, noise=0.0)
    assert sum(each.sureness is Sureness.sure for each in model.judge(own)) > 180


def test_the_share_of_unknown_pieces_is_that_of_a_slow_count() -> None:
    vocabulary = learn_vocabulary(["refund now", "refund now please", "退款到账", "退款到账了"])
    texts = ["refund now", "refund whale", "鲸鱼", "", "退款到账"]
    known = set(vocabulary.codes.tolist())
    found = vocabulary.strangeness(vocabulary.count(texts)).tolist()
    for text, share in zip(texts, found, strict=True):
        own = [code for code in pieces([text]).codes.tolist() if code not in (1, 2)]
        assert share == pytest.approx(1 - sum(code in known for code in own) / max(1, len(own)))
    assert found[0] == 0
    assert found[3] == 1


def test_a_target_that_cannot_be_reached_is_said_and_nothing_is_sure() -> None:
    texts, _ = sayings(400, seed=6)
    labels = [("a", "b")[at % 2] for at in np.random.default_rng(0).permutation(400)]
    model = learn(texts, labels, kind=Kind.category, rules=LearnRules(target=0.99))
    assert not model.limit.reached
    assert model.limit.best < 0.99
    assert {each.sureness for each in model.judge(texts[:50])} <= {Sureness.unsure, Sureness.unlike}


@pytest.mark.parametrize("count", [0, 8, 36])
def test_too_few_labels_say_what_is_needed(count: int) -> None:
    texts, labels = sayings(count, seed=7)
    with pytest.raises(Trouble) as caught:
        learn(texts, labels, kind=Kind.category, rules=RULES)
    assert caught.value.code == "text.too_few_labels"
    assert caught.value.details["label_min"] == "10"


def test_a_label_with_few_texts_is_left_out_and_named() -> None:
    texts, labels = sayings(200, seed=8)
    labels[:3] = ["rare"] * 3
    assert lesson(texts, labels).left_out == (("rare", 3),)


def test_texts_that_say_the_same_stand_on_one_side() -> None:
    texts, labels = sayings(200, seed=9)
    copies = [f"{text}!!" for text in texts[:50]]
    given_ = lesson(texts + copies, labels + labels[:50])
    assert given_.twins == 50
    near = [f"{text}啊" for text in texts[:50]]
    given_ = lesson(texts + near, labels + labels[:50])
    hand = deal(given_.held.truth, given_.held.group, hands=5, seed=0)
    sides: dict[int, set[int]] = {}
    for group, side in zip(given_.held.group.tolist(), hand.tolist(), strict=True):
        sides.setdefault(group, set()).add(side)
    assert all(len(each) == 1 for each in sides.values())
    assert len(sides) < len(given_.held.group)


def test_one_text_with_two_labels_teaches_nothing() -> None:
    texts, labels = sayings(100, seed=10)
    assert lesson([*texts, texts[0]], [*labels, "other"]).torn == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_texts_can_be_read_and_compared(texts: list[str]) -> None:
    sheet = learn_vocabulary(texts).read(texts)
    assert sheet.texts == len(texts)
    assert np.isfinite(sheet.values).all()
    exact, near = alike(texts)
    assert len(exact) == len(near) == len(texts)
    assert all(near[at] == near[first] for at, first in enumerate(exact))
    assert ((risk_of_words(texts) >= 0) & (risk_of_words(texts) <= 1)).all()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_a_plain_text_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_pieces_count_as_a_slow_count_does() -> None:
    texts = ["退款到账 ab12", "ab12 ab12 refund now", "退款 refund now"] * 2
    sheet = learn_vocabulary(texts).read(texts).matrix()
    same = (sheet @ sheet.T).toarray()
    assert same[0, 3] == pytest.approx(same[0, 0])
    assert 0 < same[1, 2] < same[1, 1]
    lengths = np.sqrt(np.asarray(sheet.multiply(sheet).sum(axis=1)).ravel())
    # Each family has length one: characters with words in Chinese, words and their pieces elsewhere, and what is felt.
    assert lengths == pytest.approx(np.sqrt([2, 3, 2, 2, 3, 2]))


def test_a_piece_is_of_one_family_alone() -> None:
    chance = np.random.default_rng(5)
    words = ["".join(chr(97 + int(at)) for at in chance.integers(0, 26, 8)) for _ in range(300)]
    found = pieces([*words, *(f"中{word}" for word in words)])
    order = np.argsort(found.codes, kind="stable")
    same = found.codes[order][1:] == found.codes[order][:-1]
    assert (found.family[order][1:][same] == found.family[order][:-1][same]).all()


def test_a_figure_in_a_chinese_text_weighs_no_more_than_its_characters() -> None:
    texts = ["今天多云转阴适合出门散步 7", "昨天下雨所以没有出门散步 7", "明天天气如何还不知道"] * 2
    sheet = learn_vocabulary(texts).read(texts).matrix()
    same = (sheet @ sheet.T).toarray()
    assert same[0, 1] < 0.5
    assert same[0, 0] == pytest.approx(1.0)


def test_what_is_felt_counts_with_few_texts_and_fades_with_many() -> None:
    weights = []
    for count in (20, 120, 480):
        sheet = learn_vocabulary(["我要投诉", "谢谢"] * (count // 2)).read(["投诉"]).matrix()
        weights.append(float(sheet.multiply(sheet).sum()) - 1.0)
    assert weights == pytest.approx([1.0, 0.25, 0.0625])


def test_a_text_held_back_is_read_as_if_it_had_never_been_seen() -> None:
    texts, _ = sayings(240, seed=31)
    vocabulary = learn_vocabulary(texts)
    out = np.arange(0, 240, 5)
    rest = np.setdiff1d(np.arange(240), out)
    counted = vocabulary.count(texts)
    known = vocabulary.taught_by(counted.rows(rest))
    alone = learn_vocabulary([texts[at] for at in rest])
    columns = np.searchsorted(vocabulary.codes, alone.codes)
    for chosen in (rest, out):
        read = known.weigh(counted.rows(chosen)).matrix().toarray()
        as_new = alone.read([texts[at] for at in chosen]).matrix().toarray()
        assert np.allclose(read[:, columns], as_new)
        assert not np.delete(read, columns, axis=1).any()


def test_the_calibration_error_is_the_textbook_one() -> None:
    confidence = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55])
    right = np.array([1.0, 1.0, 1.0, 0.0, 1.0, 0.0])
    assert calibration_error(confidence, right) == pytest.approx((4 * abs(0.95 - 0.75) + 2 * 0.05) / 6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.3, 0.5, 0.7, 0.9, 0.99]), st.booleans()), min_size=1, max_size=80)
)
def test_a_limit_keeps_its_target_where_it_was_found(rows: list[tuple[float, bool]]) -> None:
    confidence = np.array([each for each, _ in rows])
    right = np.array([float(each) for _, each in rows])
    found = find_limit(confidence, right, target=0.8)
    answered = confidence >= found.confidence
    if found.reached:
        assert right[answered].mean() >= 0.8
        assert answered.mean() == pytest.approx(found.coverage)
    else:
        assert not answered.any()


@pytest.mark.parametrize(("size", "least"), [(160, 0.08), (800, 0.27)])
def test_a_limit_keeps_its_target_on_other_texts_in_nineteen_draws_of_twenty(size: int, least: float) -> None:
    chance = np.random.default_rng(11)
    kept, draws, coverage = 0, 300, 0.0
    for _ in range(draws):
        confidence = chance.uniform(0.5, 1.0, size)
        right = (chance.uniform(size=size) < confidence).astype(np.float64)
        found = find_limit(confidence, right, target=0.9)
        # Above a limit, texts of any other draw are right as often as their confidence says: half way up to one.
        kept += not found.reached or (found.confidence + 1) / 2 >= 0.9
        coverage += found.coverage / draws
    assert 0.95 <= kept / draws <= 1.0
    assert coverage >= least


def test_a_limit_is_kept_where_confidence_says_too_much_or_too_little() -> None:
    chance = np.random.default_rng(12)
    for bend in (0.5, 1.7):
        kept = 0
        for _ in range(150):
            said = chance.uniform(0.5, 1.0, 600)
            true = said**bend / (said**bend + (1 - said) ** bend)
            right = (chance.uniform(size=600) < true).astype(np.float64)
            found = find_limit(said, right, target=0.9)
            above = np.linspace(min(found.confidence, 1.0), 1.0, 500)
            kept += not found.reached or (above**bend / (above**bend + (1 - above) ** bend)).mean() >= 0.9
        assert kept / 150 >= 0.85


def test_few_sure_answers_are_given_because_of_what_all_answers_show() -> None:
    confidence = np.concatenate([np.full(45, 0.99), np.linspace(0.98, 0.5, 105)])
    right = np.concatenate([np.ones(90), (np.arange(60) % 3 > 0).astype(np.float64)])
    # 90 right ones in a row: too few for a count to be sure of 95 %, their order says enough.
    assert find_limit(confidence, right, target=0.95).reached
    assert not find_limit(confidence[::-1].copy(), right, target=0.95).reached


def test_few_answers_that_were_all_right_promise_no_more_than_their_number_shows() -> None:
    sure, right = np.linspace(0.9999, 0.99999, 72), np.ones(72)
    assert not find_limit(sure, right, target=0.95).reached  # 72 of 72: 93 % at least
    assert find_limit(sure, right, target=0.9).reached


def test_wilson_s_range_is_the_published_one() -> None:
    # 81 of 263: 0.2553 to 0.3662, Newcombe 1998, table I.
    low, high = likely_range(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert likely_range(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "troubled"),
    [
        ("等了两个小时还没送到，客服态度恶劣，我要投诉", True),
        ("味道很好，送餐特别快，谢谢", False),
        ("一点都不好吃", True),
        ("The parcel is broken and nobody answers, terrible", True),
        ("Thank you, great service and very friendly", False),
        ("this is not good", True),
    ],
)
def test_words_alone_tell_trouble_from_praise(text: str, troubled: bool) -> None:
    assert (risk_of_words([text])[0] > 0.5) is np.bool_(troubled)


def written(count: int, *, writers: int, seed: int) -> tuple[list[str], list[str], list[str]]:
    """Return texts, labels and writers: each writer mostly asks for one thing, always in a turn of phrase of his own."""
    chance = np.random.default_rng(seed)
    texts, labels = sayings(count, seed=seed, noise=0.35)
    kinds = sorted(set(labels))
    by_label = {label: [at for at, each in enumerate(labels) if each == label] for label in kinds}
    found: list[tuple[str, str, str]] = []
    for writer in range(writers):
        phrase = "".join(chance.choice(list("abcdefghijklmnopqrstuvwxyz"), 9))
        for at in by_label[kinds[writer % len(kinds)]][writer // len(kinds) :: writers // len(kinds)]:
            found.append((f"{phrase} {phrase[::-1]} {texts[at]}", labels[at], f"W{seed}-{writer}"))
    return [each[0] for each in found], [each[1] for each in found], [each[2] for each in found]


def test_what_one_writer_says_again_and_again_flatters_nobody() -> None:
    texts, labels, writers = written(800, writers=40, seed=31)
    fresh, truth, _ = written(800, writers=40, seed=32)
    rules = LearnRules(target=0.8, like=1.0)
    by_chance = learn(texts, labels, kind=Kind.category, rules=rules)
    by_writer = learn(texts, labels, kind=Kind.category, rules=rules, origins=Origins(writers=writers))
    assert (by_chance.figures.examined_by, by_chance.figures.judged_by) == ("chance", "chance")
    assert (by_writer.figures.examined_by, by_writer.figures.judged_by) == ("writer", "writer")
    known = {label: at for at, label in enumerate(by_writer.labels)}
    asked = np.array([known[label] for label in truth])
    seen = examine(by_writer, fresh, asked)
    assert by_chance.figures.accuracy > seen.accuracy + 0.2, "the writers were recognised"
    assert abs(by_writer.figures.accuracy - seen.accuracy) < 0.08
    assert examine(by_chance, fresh, asked).answered_accuracy < rules.target
    assert seen.answered_accuracy >= rules.target or not seen.answered


def test_the_newest_texts_examine_and_what_answers_less_sets_the_limit() -> None:
    texts, labels = sayings(600, seed=33)
    days = [date(2026, 1, 1) + timedelta(days=at // 5) for at in range(600)]
    drift = [
        f"{text} 第{day.month}批活动" if day.month < 4 else text
        for text, day in zip(texts, days, strict=True)
    ]
    model = learn(drift, labels, kind=Kind.category, rules=RULES, origins=Origins(days=days))
    assert (model.figures.examined_by, model.figures.judged_by) == ("time", "time")
    held = lesson(drift, labels, Origins(days=days)).held
    hand = dealt(held, Fold.time, hands=5, seed=0)
    assert hand is not None
    assert held.day[hand == 0].min() > held.day[hand != 0].max()
    assert model.figures.held == int((hand == 0).sum())


def test_as_few_as_three_writers_are_held_back_one_by_one() -> None:
    texts, labels = sayings(240, seed=34)
    writers = [f"W{at // 8 % 3}" for at in range(240)]
    held = lesson(texts, labels, Origins(writers=writers)).held
    hand = dealt(held, Fold.writer, hands=5, seed=0)
    assert hand is not None
    assert sorted(np.bincount(hand).tolist()) == [80, 80, 80]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(-1, 12), st.integers(-1, 60)), min_size=8, max_size=120
    ),
    st.integers(2, 5),
)
def test_nothing_held_back_has_its_writer_day_or_likeness_among_what_is_taught(
    rows: list[tuple[int, int, int]], hands: int
) -> None:
    truth, writer, day = (np.array(each, dtype=np.int64) for each in zip(*rows, strict=True))
    held = Held(truth, np.arange(len(rows)) // 2, writer, day)
    for fold in Fold:
        hand = dealt(held, fold, hands=hands, seed=1)
        if hand is None:
            continue
        used = set(hand.tolist())
        assert fold is Fold.chance or used == set(range(len(used)))
        assert len(used) <= hands
        for at in used:
            out = np.flatnonzero(hand == at)
            rest = held.rest(out)
            assert not set(held.group[rest].tolist()) & set(held.group[out].tolist())
            if fold is Fold.writer:
                assert not set(writer[rest][writer[rest] >= 0].tolist()) & set(writer[out].tolist())
            if fold is Fold.time:
                assert not set(day[rest][day[rest] >= 0].tolist()) & set(day[out].tolist())
