"""The desk as an inspector uses it in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from playwright.async_api import Locator, Page, expect

NEW_PASSWORD: Final = "a phrase of my own"


async def first_sign_in(page: Page, login: str, password: str) -> None:
    """Sign in with a first password: nothing is shown before it was changed."""
    await page.goto("/desk")
    await page.fill("#login", login)
    await page.fill("#password", password)
    await page.get_by_role("button", name="Войти").click()
    await page.wait_for_url("**/desk/password")
    await page.goto("/desk/appeals")
    await expect(page).to_have_url("/desk/password")
    await page.fill("#old", password)
    await page.fill("#new", NEW_PASSWORD)
    await page.fill("#again", NEW_PASSWORD)
    await page.get_by_role("button", name="Сохранить пароль").click()
    await expect(page.get_by_role("status")).to_contain_text("Пароль сменён")


@dataclass(frozen=True)
class DeskPage:
    """A tab with the desk in it."""

    page: Page

    async def open_appeal(self, number: str) -> None:
        """Find an appeal in the list and open it."""
        await self.page.goto("/desk/appeals")
        await self.page.get_by_role("link", name=number, exact=True).click()
        await expect(self.page.locator("h1, .head").first).to_contain_text(number)

    async def open_whole_conversation(self) -> None:
        """From the appeal to what was said."""
        await self.page.get_by_role("link", name="Вся переписка").click()
        await expect(self.page.locator("#transcript")).to_be_visible()

    async def correct_executor(self, position: int) -> str:
        """Give the open appeal to another executor of the list; the name that is shown then."""
        chosen = self.page.locator(f"#executor option >> nth={position}")
        name = (await chosen.inner_text()).strip()
        await self.page.select_option("#executor", value=await chosen.get_attribute("value"))
        await self.page.locator(".correct button.main").click()
        await expect(self.page.get_by_role("status")).to_contain_text("Исправлено")
        return name

    async def reply(self, text: str) -> None:
        """Answer the citizen whose conversation is open."""
        await self.page.fill("#reply", text)
        await self.page.get_by_role("button", name="Отправить").click()
        await expect(self.replies.last).to_contain_text(text)

    @property
    def replies(self) -> Locator:
        """What inspectors said in the open conversation, with how it fared."""
        return self.page.locator(".line.out.staff")

    async def photo_widths(self, count: int) -> list[int]:
        """The widths in pixels of the thumbnails, decoded, as soon as so many are shown."""
        photos = self.page.locator(".gallery img")
        await expect(photos).to_have_count(count)
        # In one step: the page may put a fresh gallery in the place of this one at any moment.
        widths: list[int] = await photos.evaluate_all(
            """(images) => Promise.all(images.map((image) => {
                image.loading = "eager";  // else they are loaded when they are scrolled to
                return image.decode().then(() => image.naturalWidth);
            }))"""
        )
        return widths
