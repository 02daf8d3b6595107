"""Customer service gives: a core benefit to a basic customer is refused at once and why; who never answers is left in peace."""

from tests.faces.web.journeys import THIS_MONTH, Desk, chromium, desk, pytestmark, site

__all__ = ["chromium", "desk", "pytestmark", "site"]


def test_a_core_benefit_is_not_for_a_basic_customer(desk: Desk) -> None:
    service = desk.sits("service")
    service.go("/requests/new/").fill(
        why="Birthday 生日关怀",
        line=f"{THIS_MONTH}/C/benefits",
        amount="200",
        customer="K-BASIC",
        benefit_type="dedicated_service",
    ).press("check")
    assert service.page.locator("main h2.bad").count() == 1
    reason = service.page.locator("main section.card").first.inner_text()
    assert {"zh": "C 基础 客户", "en": "Tier C basic"}[desk.lang] in reason
    assert {"zh": "专属服务", "en": "Dedicated service"}[desk.lang] in reason
    assert {"zh": "仅限 A 层客户", "en": "for tiers A"}[desk.lang] in reason
    service.press("submit")
    assert service.page.url.endswith("/requests/new/"), "the server refuses it too"


def test_the_same_is_checked_before_anything_is_asked_and_let_pass_once_by_somebody_else(desk: Desk) -> None:
    service, boss = desk.sits("service"), desk.sits("management")
    ask = {
        "customer": "K-BASIC",
        "cost_type": "coupons",
        "amount": "200",
        "benefit_type": "dedicated_service",
    }
    service.go("/check/").fill(**ask).press("check")
    assert service.page.locator("main h2.bad").count() == 1
    service.reads(
        {"zh": "仅限 A 层客户", "en": "for tiers A"}[desk.lang], "fenhao check 200 --customer K-BASIC"
    )
    service.press("appeal").is_told("web.form.problems", "web.check.why_missing")
    service.fill(why="Thirty years 三十年老客户").press("appeal").is_told("web.check.state_waiting")
    assert not service.acts & {"allow", "refuse"}, "nobody answers for himself"
    boss.go("/inbox/").follow("main a[href$='#appeals']").reads("Thirty years 三十年老客户")
    boss.press("allow").is_told("web.check.state_allowed")
    service.go("/check/").fill(**ask).press("check")
    assert service.page.locator("main h2.good").count() == 1
    service.follow("main a.button[href^='/requests/new/']")
    service.fill(why="Anniversary 周年").press("submit").reads("Anniversary 周年")
    service.go("/check/").is_told("web.check.state_used")


def test_a_wake_up_after_three_without_an_answer_is_paused(desk: Desk) -> None:
    service = desk.sits("service")
    service.go("/requests/new/").fill(
        why="Come back 唤醒",
        line=f"{THIS_MONTH}/D/wake_up",
        amount="0.10",
        customer="K-SLEEPER",
        channel="sms",
        purpose="wake_up",
    ).press("check")
    assert service.page.locator("main h2.bad").count() == 1
    reason = service.page.locator("main section.card").first.inner_text()
    assert "3" in reason
    assert {"zh": "唤醒", "en": "wake-up"}[desk.lang] in reason.lower()
