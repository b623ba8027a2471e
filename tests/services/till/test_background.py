"""Behind the cashier's back: the weights follow the sales a few at a time; each day has its backup."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta

from pos_assist.domain.receipts import TenderKind
from pos_assist.learning.counting import increments
from pos_assist.learning.ranking import VERSION, Ranker
from pos_assist.services.background import FOLLOW
from pos_assist.shop import Shop
from pos_assist.storage.backup_files import backups
from pos_assist.storage.learned import MEMBER_LEAST, within_their_share
from pos_assist.storage.model_training import Relearning, up_to
from tests.services.till.conftest import NOON, Clock, OpenShop


def sell_one(shop: Shop) -> None:
    shop.till.ring("cheeseburger")
    shop.till.ring("toy")
    shop.till.pay()
    shop.till.tender(TenderKind.CASH, 10_000)


def followed_in(shop: Shop) -> int:
    return sum(up_to(shop.storage).followed)


def score_of_toy(shop: Shop) -> float:
    ranked = Ranker(shop.storage.learned.row).rank(["cheeseburger"], NOON, 100)
    return next(x.chance for x in ranked if x.item == "toy")


def test_a_sample_shop_suggests_from_its_first_order_on(shop: Shop) -> None:
    assert up_to(shop.storage).solved == followed_in(shop) == shop.storage.sales.count()
    assert any(x.reason.code == "together" for x in shop.till.ring("latte-s").panel.offers())


def test_the_weights_follow_a_few_sales_at_a_time(shop: Shop) -> None:
    version, known, chance = shop.storage.learned.row(VERSION), followed_in(shop), score_of_toy(shop)
    for _ in range(FOLLOW - 1):
        sell_one(shop)
    shop.background.wait()
    assert shop.storage.learned.row(VERSION) == version
    sell_one(shop)
    shop.background.wait()
    assert followed_in(shop) == known + FOLLOW
    assert score_of_toy(shop) > chance


def test_learning_goes_on_after_a_restart_where_it_stopped(open_burger: OpenShop) -> None:
    shop = open_burger()
    for _ in range(FOLLOW):
        sell_one(shop)
    shop.background.wait()
    followed, chance = followed_in(shop), score_of_toy(shop)
    shop = open_burger()
    assert score_of_toy(shop) == chance
    sell_one(shop)
    Relearning(shop.storage).catch_up()
    assert followed_in(shop) == followed + 1


def test_a_member_teaches_no_more_than_a_share_between_two_times_of_solving(shop: Shop) -> None:
    """As when everything is solved anew: one in a hundred receipts, or twenty."""
    assert shop.till.set_member("4901234567894", new=True).order.member
    with closing(shop.storage.reader()) as reader:
        before = followed_in(shop)
        for _ in range(MEMBER_LEAST + 5):
            shop.till.set_member("4901234567894")
            sell_one(shop)
        taught = list(within_their_share(reader, before, before))
        assert len(taught) == MEMBER_LEAST
        sell_one(shop)  # somebody without a card
        assert len(list(within_their_share(reader, before, before))) == MEMBER_LEAST + 1
        assert len(list(within_their_share(reader, before + MEMBER_LEAST, before))) == 1


def test_each_day_has_a_backup(shop: Shop, clock: Clock) -> None:
    def days() -> set[date]:
        return {stamp.date() for stamp, _ in backups(shop.path)}

    for _ in range(2):
        shop.background.begin()
        shop.background.wait()
        clock.pass_by(24 * 3600)
    assert days() >= {NOON.date(), NOON.date() + timedelta(days=1)}


def test_counts_are_made_anew_where_they_are_due_to_the_same_values(shop: Shop) -> None:
    with closing(shop.storage.reader()) as reader:
        before = list(shop.storage.learned.all_counts(reader))
    epoch = shop.storage.learned.epoch()
    shop.storage.learned.rebuild(lambda codes, at: increments(codes, at, epoch))
    with closing(shop.storage.reader()) as reader:
        assert list(shop.storage.learned.all_counts(reader)) == before
