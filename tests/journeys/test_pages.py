"""Every page but the studio, in both languages and themes, and what one does there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from server.app.demo_content import ACCOUNTS, PLANS
from tests.journeys.conftest import ROOT, Instance, call, sign_in, violations

CHOOSE = """async (change) => (await fetch('/api/v1/auth/me', {method: 'PATCH', body: JSON.stringify(change), headers: {
  'Content-Type': 'application/json', 'X-CSRF-Token': decodeURIComponent(document.cookie.match(/csrf_token=([^;]+)/)[1])}})).ok"""
LOOKS = [(language, theme) for language in ("zh", "en") for theme in ("light", "dark")]
WIDE = {"width": 1440, "height": 900}


def faults(page: Page, server: str) -> list[str]:
    """A list that fills with what must not happen: errors of the page, broken policy, requests to another host."""
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda message: seen.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith((server, "data:", "blob:")) else seen.append(request.url))
    return seen


# What the page itself says: not what its authors wrote (dir=auto, or between quotes), not keys, names of languages or code.
OWN_WORDS = """() => {
  const words = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement
    if (!parent.closest('[dir=auto], [lang] [lang], .avatar, kbd, script, style, .mono')) words.push(walk.currentNode.data)
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (!element.closest('[dir=auto]')) words.push(element.getAttribute(name))
  return words.map((text) => text.replace(/“[^”]*”/g, '').trim()).filter(Boolean)
}"""
IN_ANY_LANGUAGE = re.compile("|".join([*(re.escape(one.name) for one in (*ACCOUNTS, *PLANS)), r"\S+@\S+", r"Sunmao [\d.]+", "中文", "English", "Ctrl K"]))


def foreign(page: Page, language: str) -> list[str]:
    """Words of the page that are in the other language."""
    own = [IN_ANY_LANGUAGE.sub("", text) for text in page.evaluate(OWN_WORDS)]
    chinese = re.compile("[\u3400-\u9fff]")
    return [text for text in own if (chinese.search(text) if language == "en" else re.search("[a-zA-Z]{3}", text) and not chinese.search(text))]


@dataclass(frozen=True)
class Look:
    """A browser, signed in, with a language and a theme."""

    language: str
    theme: str
    context: BrowserContext


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: "-".join(look))
def look(request: pytest.FixtureRequest, browser: Browser, demo: Any) -> Iterator[Look]:
    language, theme = request.param
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, demo.url, who=1)
    assert page.evaluate(CHOOSE, {"language": language, "theme": theme})
    page.close()
    yield Look(language, theme, context)
    context.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """The first sample person's home page, in Chinese and light."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="zh-CN")
    page = context.new_page()
    sign_in(page, server)
    assert page.evaluate(CHOOSE, {"language": "zh", "theme": "light"})
    page.goto(server)
    expect(page.get_by_role("heading", name="继续做")).to_be_visible()
    yield page
    context.close()


def project(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/projects")
    page.locator("a.project").first.click()
    expect(page.locator("ul.members li").first).to_be_visible()


def project_menu(page: Page) -> None:
    project(page)
    page.get_by_role("button", name=re.compile("更多操作|More actions")).first.click()
    expect(page.get_by_role("menuitem").first).to_be_visible()


def delete_project(page: Page) -> None:
    project_menu(page)
    page.get_by_role("menuitem").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def new_model(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator(".doors .door").first).to_be_visible()


PAGES: dict[str, tuple[str, Callable[[Page], object]]] = {
    "home": ("/", lambda page: expect(page.locator(".document, .empty").first).to_be_visible()),
    "projects": ("/projects", lambda page: expect(page.locator("a.project").first).to_be_visible()),
    "project": ("/", project),
    "settings": ("/settings", lambda page: expect(page.locator("form").first).to_be_visible()),
    "guide": ("/guide", lambda page: expect(page.locator(".guide h2").first).to_be_visible()),
    "not-found": ("/no/such/page", lambda page: expect(page.locator(".empty")).to_be_visible()),
    "new-model": ("/", new_model),
    "new-project": ("/projects", lambda page: page.get_by_role("button", name=re.compile("^(新项目|New project)$")).click()),
    "account-menu": ("/", lambda page: page.locator("button.me").click()),
    "project-menu": ("/", project_menu),
    "delete-project": ("/", delete_project),
    "palette": ("/", lambda page: page.keyboard.press("Control+k")),
    "help": ("/", lambda page: page.keyboard.press("?")),
    "api": ("/api/docs", lambda page: expect(page.locator(".operation").first).to_be_visible()),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_in_every_look(look: Look, name: str, server: str) -> None:
    path, arrive = PAGES[name]
    page = look.context.new_page()
    seen = faults(page, server)
    page.goto(server + path)
    expect(page.locator("h1").first).to_be_visible()
    arrive(page)
    page.wait_for_load_state("networkidle")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if look.language == "zh" else "en")
    expect(page.locator("html")).to_have_attribute("data-theme", look.theme)
    expect(page).to_have_title(re.compile(" – (榫卯|Sunmao)$"))
    assert violations(page, "moderate") == []
    if name != "api":       # the descriptions there are the server's own, in English
        assert foreign(page, look.language) == []
    for width in (640, 1280, 1440, 1920):       # 640 px: a zoom of 200 % at 1280
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways at {width} px"
    assert seen == []
    page.close()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_sign_in_page_in_every_look(browser: Browser, server: str, language: str, theme: str) -> None:
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="zh-CN", color_scheme="light")
    page = context.new_page()
    seen = faults(page, server)
    page.goto(f"{server}/projects")
    expect(page).to_have_url(f"{server}/sign-in?next=/projects")
    if language == "en":
        page.get_by_role("button", name="English").click()
    if theme == "dark":
        page.get_by_role("button", name="换成深色主题" if language == "zh" else "Use the dark theme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录" if language == "zh" else "Sign in")
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    page.reload()       # the choice is remembered, before the first paint
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page, "moderate") == []
    assert foreign(page, language) == []
    assert seen == []
    context.close()


def test_signing_in_says_what_is_wrong_and_then_stops(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=WIDE, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{server}/sign-in?next=//evil.example")
    submit = page.get_by_role("button", name="登录", exact=True)
    submit.click()
    expect(page.get_by_role("alert").first).to_have_text("写上邮箱，例如 name@studio.example。")
    page.get_by_label("邮箱").fill(f"nobody-{uuid.uuid4().hex[:8]}@studio.example")
    for left in (4, 3, 2, 1):
        page.get_by_label("密码", exact=True).fill("wrong password")
        submit.click()
        expect(page.get_by_role("alert")).to_have_text(f"邮箱或密码不对。还可以试 {left} 次。")
    for sentence in ("邮箱或密码不对。检查后再试。", re.compile(r"暂停登录。1[0-5] 分钟后再试。")):
        page.get_by_label("密码", exact=True).fill("wrong password")
        submit.click()
        expect(page.get_by_role("alert")).to_have_text(sentence)
    page.locator("button.person").first.click()
    expect(page).to_have_url(f"{server}/")      # never another host
    page.get_by_role("button", name="的账号").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page).to_have_url(f"{server}/sign-in")
    context.close()


def test_an_ended_session_is_said_and_leads_back(page: Page, server: str) -> None:
    page.wait_for_load_state("networkidle")     # else a request of the first page finds out, and leads away before the click
    page.context.clear_cookies()
    page.get_by_role("link", name="项目").first.click()
    expect(page.get_by_text("登录已过期。重新登录后接着做。")).to_be_visible()
    page.locator("button.person").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.startswith(server)


def start_project(page: Page, server: str, name: str) -> None:
    page.goto(f"{server}/projects")
    page.get_by_role("button", name="新项目").click()
    page.get_by_label("名称").fill(name)
    page.get_by_role("button", name="新建项目").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_members_come_change_and_go(page: Page, server: str) -> None:
    colleague = page.evaluate("async () => (await (await fetch('/api/v1/auth/session')).json()).instance.sample_accounts[1]")
    start_project(page, server, f"成员 {uuid.uuid4().hex[:6]}")
    expect(page.get_by_text("你是唯一的所有者")).to_be_visible()
    page.get_by_role("button", name="加成员").click()
    form = page.locator("form.invite")
    form.get_by_label("同事的邮箱").fill("nobody@nowhere.example")
    form.get_by_role("button", name="加成员").click()
    expect(form.get_by_role("alert")).to_contain_text("这个实例里没有“nobody@nowhere.example”这个账号")
    form.get_by_label("同事的邮箱").fill(colleague["email"])
    form.get_by_label("角色").select_option("viewer")
    form.get_by_role("button", name="加成员").click()
    role = page.get_by_label(re.compile("的角色$"))
    expect(role).to_have_value("viewer")
    role.select_option("owner")
    expect(page.get_by_role("button", name="退出项目")).to_be_visible()     # two owners: either may leave
    page.get_by_role("button", name=re.compile("^移出")).click()
    page.get_by_role("button", name="不移出").click()
    expect(page.locator("ul.members li")).to_have_count(2)
    page.get_by_role("button", name=re.compile("^移出")).click()
    page.get_by_role("button", name="移出成员").click()
    expect(page.locator("ul.members li")).to_have_count(1)


def test_a_project_is_renamed_archived_and_deleted(page: Page, server: str) -> None:
    name = f"项目 {uuid.uuid4().hex[:6]}"
    start_project(page, server, name)

    def act(what: str) -> None:
        page.get_by_role("button", name="的更多操作").click()
        page.get_by_role("menuitem", name=what).click()

    act("改名")
    page.get_by_role("dialog").get_by_label("名称").fill("<img src=x onerror=alert(1)>")
    page.get_by_role("dialog").get_by_role("button", name="改名").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("<img src=x onerror=alert(1)>")       # shown, never run
    act("改名")
    page.get_by_role("dialog").get_by_label("名称").fill("a\u202eb")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("看不见的控制字符")
    page.get_by_role("dialog").get_by_label("名称").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="改名").click()
    act("归档")
    expect(page.get_by_text("项目已归档：内容都在，只能查看。")).to_be_visible()
    expect(page.get_by_role("button", name="新模型")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="新模型").first).to_be_visible()
    act("删除项目")
    expect(page.get_by_role("dialog")).to_contain_text(f"删除项目“{name}”？")
    page.get_by_role("dialog").get_by_role("button", name="删除项目").click()
    expect(page).to_have_url(f"{server}/projects")
    expect(page.get_by_text(name, exact=True)).to_have_count(0)


def test_a_model_starts_from_a_file_that_was_checked(page: Page, server: str) -> None:
    start_project(page, server, f"脚本 {uuid.uuid4().hex[:6]}")
    page.get_by_role("button", name="新模型").first.click()
    dialog = page.get_by_role("dialog", name="新模型")
    picker = dialog.locator("input[type=file]")
    create = dialog.get_by_role("button", name="新建模型")
    for name, content, sentence in (
        ("body.step", b"ISO-10303-21;", "“body.step”不是 .py 文件"),
        ("empty.py", b"", "“empty.py”是空的"),
        ("gbk.py", "壶 = 1".encode("gbk"), "“gbk.py”不是 UTF-8 文本，第 1 个字节读不出来"),
        ("big.py", b"#" * 1_000_001, "上限是 1.0\u2009MB"),
    ):
        picker.set_input_files({"name": name, "mimeType": "text/x-python", "buffer": content})
        expect(dialog.get_by_role("alert")).to_contain_text(sentence)
        expect(create).to_be_disabled()
    picker.set_input_files({"name": "my_box.py", "mimeType": "text/x-python", "buffer": "import cadquery as cq\n# 盒\nshow_object(cq.Workplane().box(1, 2, 3))\n".encode()})
    expect(dialog.get_by_text(re.compile("已读入 my_box.py"))).to_be_visible()
    expect(dialog.get_by_label("名称")).to_have_value("my box")
    create.click()
    page.wait_for_url(re.compile("/documents/[0-9A-Z]{26}$"))
    page.goto(server)
    expect(page.locator(".document").first).to_contain_text("my box")


def test_the_palette_finds_and_the_keys_lead(page: Page, server: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("设置")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server}/settings")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page).to_have_url(f"{server}/projects")
    page.keyboard.press("Control+k")
    page.keyboard.type("没有这样的东西")
    expect(page.get_by_role("dialog")).to_contain_text("没有“没有这样的东西”")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_f6_goes_round_the_regions(page: Page) -> None:
    regions = [page.get_by_role(role) for role in ("banner", "navigation", "main")]
    for key, order in (("F6", (0, 1, 2, 0)), ("Shift+F6", (2, 1, 0, 2))):
        for region in order:
            page.keyboard.press(key)
            expect(regions[region].locator(":focus")).to_have_count(1)


def test_a_newcomer_gets_a_project_with_the_first_model_and_a_number_with_the_second(browser: Browser, demo: Instance) -> None:
    email, password = f"{uuid.uuid4().hex[:8]}@studio.example", "three quiet kettles"
    subprocess.run([sys.executable, "-m", "server.cli.main", "user", "add", email, "--name", "林一", "--org", "林一工作室"],
                   input=f"{password}\n", text=True, check=True, env={**os.environ, "SUNMAO_DATA": str(demo.data)}, cwd=ROOT)
    context = browser.new_context(viewport=WIDE, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{demo.url}/sign-in")
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("还没有模型")).to_be_visible()
    for name in ("听泉电水壶", "听泉电水壶 2"):
        page.goto(demo.url)
        page.get_by_role("button", name="新模型").first.click()
        dialog = page.get_by_role("dialog", name="新模型")
        expect(dialog.get_by_label("名称")).to_have_value(name)
        dialog.get_by_role("button", name="新建模型").click()
        page.wait_for_url(re.compile("/documents/[0-9A-Z]{26}$"))
    assert [p["name"] for p in call(page, "GET", "/projects")["items"]] == ["我的项目"]
    assert sorted(d["name"] for d in call(page, "GET", "/documents")["items"]) == ["听泉电水壶", "听泉电水壶 2"]
    context.close()


def test_a_lost_server_is_said_and_found_again(page: Page, server: str) -> None:
    page.route("**/api/v1/projects?**", lambda route: route.abort())
    page.get_by_role("link", name="项目").first.click()
    expect(page.get_by_text("连不上服务器。检查网络，连上后再试。")).to_be_visible()
    expect(page.get_by_text("连不上服务器。看到的是上次的内容")).to_be_visible()
    page.unroute("**/api/v1/projects?**")
    page.get_by_role("button", name="重试").click()
    expect(page.locator("a.project").first).to_be_visible()
    expect(page.get_by_text("连不上服务器。看到的是上次的内容")).to_have_count(0)


def test_settings_are_kept_by_the_service(page: Page, server: str, browser: Browser) -> None:
    page.goto(f"{server}/settings")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_label("Current password").fill("not my password")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again").fill("other")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The new password has 5 characters; it needs at least 10.")).to_be_visible()
    expect(page.get_by_text("The two differ.")).to_be_visible()
    for label in ("New password", "New password again"):
        page.get_by_label(label, exact=True).fill("three quiet kettles")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The current password is wrong.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    context = browser.new_context(viewport=WIDE, locale="zh-CN", color_scheme="light")
    other = context.new_page()
    sign_in(other, server)
    expect(other.locator("html")).to_have_attribute("lang", "en")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    context.close()
    assert page.evaluate(CHOOSE, {"language": "zh", "theme": "light"})
