"""Every offer is written down with its answer; trials, cool-downs and next-visit offers, through the real counter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.cli.main import main
from pos_assist.domain.offers import Moment, NextVisit, Offer, OfferKind, Outcome
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Arm, Receipt, TenderKind
from pos_assist.learning.counting import increments
from pos_assist.services.management.effect_report import effect_report
from pos_assist.services.till.practice_orders import practice_orders
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop, open_shop
from tests.conftest import CopySample
from tests.services.till.conftest import Clock, OpenShop


def paid(till: Till) -> Receipt:
    till.pay()
    receipt = till.tender(TenderKind.CASH, till.view.due).last_receipt
    assert receipt
    return receipt


def card(till: Till, kind: OfferKind | None = None) -> Offer:
    return next(x for x in till.view.panel.offers() if kind in (None, x.kind))


def answers(shop: Shop) -> dict[tuple[str, str], tuple[int, int]]:
    with shop.storage.reader() as reader:
        return {(a, b): (n, w) for a, b, n, w in shop.storage.learned.all_counts(reader) if a.startswith("!")}


def test_every_offer_is_written_down_with_its_moment_place_price_and_answer(shop: Shop, clock: Clock) -> None:
    till = shop.till
    till.ring("cheeseburger")
    clock.pass_by(2)
    taken, refused = till.view.panel.upgrade, till.view.panel.addons[0]
    assert taken
    assert refused
    till.decline(refused.id)
    clock.pass_by(1.5)
    till.accept(taken.id)
    receipt = paid(till)
    rows = {x.refusal: x for x in shop.storage.results.offers_of(receipt.key)}
    yes, no = rows[taken.refusal], rows[refused.refusal]
    assert (yes.outcome, yes.answered_ms, yes.moment) == (Outcome.ACCEPTED, 3500, Moment.CHOOSING)
    assert (no.outcome, no.answered_ms, no.adds) == (Outcome.DECLINED, 2000, refused.adds)
    assert (no.kind, no.trigger, no.items) == (refused.kind, refused.trigger, refused.items)
    assert {x.outcome for x in rows.values()} <= set(Outcome)
    assert any(line.offer == taken.id for line in receipt.lines)


def test_answers_are_counted_in_the_sales_own_transaction_and_a_void_takes_them_back(shop: Shop, clock: Clock) -> None:
    before = answers(shop)
    shop.till.ring("cheeseburger")
    clock.pass_by(1)
    offer = card(shop.till)
    shop.till.accept(offer.id)
    receipt = paid(shop.till)
    assert sum(n for (_, b), (n, _) in answers(shop).items() if b == "accepted") > 0
    shop.till.past.void(receipt.key, "test")
    assert answers(shop) == before


def test_counting_anew_gives_the_same_answers(shop: Shop, clock: Clock) -> None:
    for code in ("cheeseburger", "nuggets-5", "apple-pie", "latte-s"):
        shop.till.ring(code)
        clock.pass_by(1)
        for offer in shop.till.view.panel.offers()[:1]:
            shop.till.accept(offer.id)
        clock.pass_by(1)
        for offer in shop.till.view.panel.offers()[:1]:
            shop.till.decline(offer.id)
        paid(shop.till)
    kept = answers(shop)
    assert kept
    epoch = shop.storage.learned.epoch()
    shop.storage.learned.rebuild(lambda codes, at: increments(codes, at, epoch))
    assert answers(shop) == kept


def test_an_often_refused_offer_sinks_and_an_accepted_one_rises(shop: Shop, clock: Clock) -> None:
    def chance() -> float:
        shop.till.ring("nuggets-5")
        why = next(x.why for x in shop.till.view.panel.addons if x and x.items == ("mustard-sauce",))
        assert why
        return why.chance

    shop.storage.catalog.put_setting("manners.one_of_a_kind", "0")  # or the other sauce takes its place
    first = chance()
    for _ in range(12):
        clock.pass_by(1)
        offer = next(x for x in shop.till.view.panel.addons if x and x.items == ("mustard-sauce",))
        shop.till.decline(offer.id)
        paid(shop.till)
        last = chance()
    assert last < first / 1.5


# -- manners that look further than one order ----------------------------------------------------------------------


def test_a_members_refusal_cools_the_offer_for_the_set_days(shop: Shop, clock: Clock) -> None:
    till = shop.till
    till.set_member("M1", new=True)
    till.ring("cheeseburger")
    clock.pass_by(1)
    refused = next(x for x in till.view.panel.addons if x)
    till.decline(refused.id)
    paid(till)

    def offered(member: str) -> set[str]:
        till.set_member(member, new=bool(member))
        found = {x.refusal for x in till.ring("cheeseburger").panel.offers()}
        paid(till)
        return found

    assert refused.refusal not in offered("M1")
    assert refused.refusal in offered("")
    clock.at += timedelta(days=15)
    assert refused.refusal in offered("M1")


def test_a_daily_cap_holds_across_orders_and_a_restart(open_burger: OpenShop, clock: Clock) -> None:
    shop = open_burger()
    shop.storage.catalog.put_setting("manners.daily_cap", "2")
    seen: list[str] = []
    for _ in range(4):
        till = open_burger().till
        seen += [x.refusal for x in till.ring("nuggets-5").panel.offers()]
        clock.pass_by(2)  # in sight long enough to count
        paid(till)
    assert seen
    assert max(map(seen.count, seen)) <= 2


def test_so_many_receipts_a_minute_are_a_rush(shop: Shop, clock: Clock) -> None:
    shop.storage.catalog.put_setting("manners.rush_receipts", "3")
    for _ in range(3):
        assert shop.till.ring("cheeseburger").panel.offers()
        paid(shop.till)
        clock.pass_by(5)
    view = shop.till.ring("cheeseburger")
    cards = view.panel.offers()
    assert view.rush
    assert len(cards) <= 1
    assert all(len(x.items) == 1 for x in cards)
    paid(shop.till)
    clock.pass_by(300)
    assert len(shop.till.ring("cheeseburger").panel.offers()) > 1


def test_a_settings_change_holds_from_the_next_item_on(shop: Shop) -> None:
    assert shop.till.ring("cheeseburger").panel.offers()
    shop.storage.catalog.put_setting("manners.offers", "0")
    assert shop.till.ring("nuggets-5").panel.offers() == ()


# -- sets, chains --------------------------------------------------------------------------------------------------


def test_a_sets_part_is_changed_with_one_touch_and_the_price_stays_exact(shop: Shop, clock: Clock) -> None:
    till = shop.till
    till.ring("cheeseburger")
    till.ring("cola-m")
    clock.pass_by(1)
    before = card(till, OfferKind.MAKE_SET)
    order = till.view.order
    clock.pass_by(1)
    till.swap(before.id, 0)
    after = card(till, OfferKind.MAKE_SET)
    assert till.view.order == order
    assert (after.id, after.items) == (before.id, (before.choices[0][1],))
    clock.pass_by(1)
    total = till.view.priced.total
    assert till.accept(after.id).priced.total - total == after.adds


def test_an_accepted_add_on_may_bring_its_upgrade_but_never_a_chain(shop: Shop, clock: Clock) -> None:
    till = shop.till
    till.ring("cheeseburger")
    clock.pass_by(1)
    potato = next(x for x in till.view.panel.addons if x and x.items == ("potato-m",))
    till.settle()
    clock.pass_by(1)
    till.accept(potato.id)
    larger = till.view.panel.upgrade
    assert larger
    assert (larger.kind, larger.items) == (OfferKind.SIZE, ("potato-l",))
    clock.pass_by(1)
    till.accept(larger.id)
    assert all(x.trigger != "potato-l" or x.kind is not OfferKind.SIZE for x in till.view.panel.offers())


# -- trials --------------------------------------------------------------------------------------------------------


def test_a_control_order_sees_no_offers_and_its_receipt_says_so(shop: Shop) -> None:
    shop.storage.catalog.put_setting("control_share", "50")
    arms = []
    for _ in range(12):
        cards = shop.till.ring("cheeseburger").panel.offers()
        receipt = paid(shop.till)
        stored = shop.storage.sales.receipt(receipt.key)
        assert stored
        assert (cards == ()) is (stored.arm is Arm.CONTROL)
        assert stored.next_visit is None or stored.arm is not Arm.CONTROL
        arms.append(stored.arm)
    assert set(arms) <= {Arm.CONTROL, Arm.OFFERS}


def test_without_a_control_share_no_order_is_on_trial(shop: Shop) -> None:
    shop.till.ring("cheeseburger")
    assert paid(shop.till).arm is Arm.NONE


def test_an_experiment_with_lists_shows_each_side_its_own(shop: Shop, clock: Clock) -> None:
    for name, value in {
        "experiment": "list",
        "experiment.list_a": "corn-soup",
        "experiment.list_b": "green-salad",
    }.items():
        shop.storage.catalog.put_setting(name, value)
    seen: dict[Arm, set[str]] = {}
    for _ in range(14):
        leads = shop.till.ring("hot-tea").panel.addons[0]
        assert leads
        clock.pass_by(2)  # in sight long enough to count
        receipt = paid(shop.till)
        seen.setdefault(receipt.arm, set()).update(leads.items)
        assert {x.variant for x in shop.storage.results.offers_of(receipt.key)} == {str(receipt.arm)}
    assert seen.get(Arm.A, {"corn-soup"}) == {"corn-soup"}
    assert seen.get(Arm.B, {"green-salad"}) == {"green-salad"}


def test_practice_writes_nothing_down(burger_file: Path, clock: Clock, shop: Shop) -> None:
    before = answers(shop), shop.storage.sales.count()
    trainee = Till(shop.storage, now=clock.now, ticks=clock.ticks, practice=True)
    assert trainee.ring("cheeseburger").panel.offers()
    assert paid(trainee).arm is Arm.NONE
    assert (answers(shop), shop.storage.sales.count()) == before


# -- the next visit ------------------------------------------------------------------------------------------------


def test_a_next_visit_offer_is_redeemed_once_and_counted(shop: Shop, clock: Clock) -> None:
    shop.till.ring("cheeseburger")
    visit = paid(shop.till).next_visit
    assert visit
    clock.at += timedelta(days=3)
    item = shop.till.item(visit.item)
    assert item
    view = shop.till.scan(visit.code)
    assert view.order.units() == {visit.item: 1}
    assert view.priced.total == item.price - visit.amount
    with pytest.raises(Refused, match="coupon_used"):
        shop.till.scan(visit.code)
    receipt = paid(shop.till)
    assert receipt.redeemed == (visit.code,)
    with pytest.raises(Refused, match="coupon_used"):
        shop.till.scan(visit.code)
    assert shop.storage.results.next_visits() == (2, 1)


def test_a_voided_redemption_gives_the_offer_back(shop: Shop) -> None:
    shop.till.ring("cheeseburger")
    visit = paid(shop.till).next_visit
    assert visit
    shop.till.scan(visit.code)
    shop.till.past.void(paid(shop.till).key, "test")
    assert shop.till.scan(visit.code).order.coupons == (visit,)


def pay_with_a_coupon_used_meanwhile(shop: Shop) -> tuple[NextVisit, int]:
    """Begin to pay an order with the coupon of the sale before, which another sale has used by then; the total with it."""
    shop.till.ring("cheeseburger")
    visit = paid(shop.till).next_visit
    assert visit
    cheaper = shop.till.scan(visit.code).priced.total
    used = replace(shop.till.past.find()[0], key="elsewhere", number=900, next_visit=None, redeemed=(visit.code,))
    shop.storage.sales.finish(used)
    shop.till.pay()
    return visit, cheaper


def test_an_order_whose_coupon_was_used_meanwhile_is_paid_at_its_price_without_it(shop: Shop) -> None:
    visit, cheaper = pay_with_a_coupon_used_meanwhile(shop)
    with pytest.raises(Refused, match="coupon_gone"):
        shop.till.tender(TenderKind.CASH, cheaper)
    assert shop.till.view.order.coupons == ()
    assert shop.till.view.tenders == ()
    assert shop.till.view.priced.total == cheaper + visit.amount
    assert paid(shop.till).total == cheaper + visit.amount


def test_what_was_paid_by_card_stays_paid_where_the_coupon_was_used_meanwhile(shop: Shop) -> None:
    visit, cheaper = pay_with_a_coupon_used_meanwhile(shop)
    shop.till.tender(TenderKind.CARD, 50)
    with pytest.raises(Refused, match="coupon_gone"):
        shop.till.tender(TenderKind.CASH, cheaper - 50)
    assert shop.till.view.moment is Moment.PAYING
    assert shop.till.view.due == cheaper + visit.amount - 50
    receipt = shop.till.tender(TenderKind.CASH, shop.till.view.due).last_receipt
    assert receipt is not None
    assert [x.amount for x in receipt.tenders] == [50, cheaper + visit.amount - 50]


def test_a_next_visit_offer_ends(shop: Shop, clock: Clock) -> None:
    shop.till.ring("cheeseburger")
    visit = paid(shop.till).next_visit
    assert visit
    clock.at += timedelta(days=31)
    with pytest.raises(Refused, match="coupon_over"):
        shop.till.scan(visit.code)
    with pytest.raises(Refused, match="unknown_barcode"):
        shop.till.scan("NV000000000000")


# -- the report ----------------------------------------------------------------------------------------------------


def test_the_report_counts_what_was_written_down(shop: Shop, clock: Clock) -> None:
    shop.storage.catalog.put_setting("control_share", "10")
    shown = accepted = 0
    for _ in range(5):
        shop.till.ring("cheeseburger")
        clock.pass_by(1)
        if offers := shop.till.view.panel.offers():
            shop.till.accept(offers[0].id)
            accepted += 1
        receipt = paid(shop.till)
        shown += len(shop.storage.results.offers_of(receipt.key))
    report = effect_report(shop.storage)
    assert (report.all_offers.shown, report.all_offers.accepted) == (shown, accepted)
    assert report.yen.treated + report.yen.control == 5
    assert report.yen.interval is None
    assert report.yen.missing > 0
    assert sum(x.shown for x in report.by_pairing.values()) == shown
    assert set(report.by_hour) <= {12}


def test_acceptance_is_told_by_weekday_in_the_weeks_order(
    shop: Shop, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    clock.at += timedelta(days=6 - clock.at.weekday())  # Sunday, then the Monday after it
    counts: dict[str, tuple[int, int]] = {}
    for day, accepts in (("sun", True), ("mon", False)):
        shop.till.ring("cheeseburger")
        clock.pass_by(1)
        if accepts:
            shop.till.accept(card(shop.till).id)
        receipt = paid(shop.till)
        counts[day] = len(shop.storage.results.offers_of(receipt.key)), int(accepts)
        clock.at += timedelta(days=1)
    report = effect_report(shop.storage)
    assert {day: (x.shown, x.accepted) for day, x in report.by_weekday.items()} == counts
    assert list(report.by_weekday) == ["mon", "sun"]
    assert main(["report", "effect", "--shop", str(shop.path), "--lang", "en"]) == 0
    told = capsys.readouterr().out.split("By weekday\n")[1].splitlines()
    assert [line.split()[-1] for line in told[:2]] == ["Mon", "Sun"]
    assert main(["report", "effect", "--shop", str(shop.path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["by_weekday"]["sun"]["accepted"] == 1


def test_report_effect_says_when_there_are_not_enough_orders(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "effect", "--shop", str(shop.path), "--lang", "en"]) == 0
    assert "The control share is off" in capsys.readouterr().out
    shop.storage.catalog.put_setting("control_share", "10")
    assert main(["report", "effect", "--shop", str(shop.path), "--lang", "en"]) == 0
    assert "Not enough orders yet" in capsys.readouterr().out
    assert main(["report", "effect", "--shop", str(shop.path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["yen_per_order"]["interval"] is None


def test_simulate_prints_the_truth_beside_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "30", "--control-share", "40", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["orders"] >= 25
    counted = found["report"]["yen_per_order"]
    assert counted["treated"] + counted["control"] == found["orders"]
    assert main(["simulate", "8", "--eagerness", "0", "--lang", "en"]) == 0
    assert "The truth: +0.0" in capsys.readouterr().out


@pytest.mark.parametrize("sample", ["burger", "bakery", "camera"])
def test_every_sample_shop_has_practice_orders_that_show_what_they_say(
    sample: str, tmp_path: Path, copy_sample: CopySample
) -> None:
    shop = open_shop(copy_sample(sample, tmp_path / "s.db"), readonly=True, now=lambda: datetime(2026, 11, 21, 15, 0))
    try:
        orders = practice_orders(shop.storage.catalog)
        assert {x.what for x in orders} >= {"upgrade", "pairing", "threshold"}
        for exercise in orders:
            till = Till(shop.storage, now=lambda: datetime(2026, 11, 21, 15, 0), practice=True)
            for code in exercise.items:
                panel = till.ring(code).panel
            if exercise.what == "threshold":
                assert panel.threshold
                assert not panel.threshold.reached
            elif exercise.what == "pairing":
                assert any(x.reason.code in ("own", "pinned") for x in panel.offers())
            else:
                assert panel.upgrade
    finally:
        shop.close()


def test_the_report_says_how_often_one_card_came_first(shop: Shop, clock: Clock) -> None:
    """The card that most orders saw first, and in what share of them."""
    firsts = []
    for code in ("cheeseburger", "cheeseburger", "apple-pie"):
        panel = shop.till.ring(code).panel
        clock.pass_by(2)
        firsts.append((panel.upgrade or next(x for x in panel.addons if x)).items)
        paid(shop.till)
    report = shop.manage("店長").effect()
    most = max(set(firsts), key=firsts.count)
    assert report.first_card == " + ".join(item.title for code in most if (item := shop.catalog.item(code)))
    assert (report.first_card_orders, report.orders_with_cards) == (firsts.count(most), 3)
