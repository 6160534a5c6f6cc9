import type { Page } from "@playwright/test";
import { accessible, awake, expect, signIn, test } from "./portal.ts";

const listed = (page: Page) => page.getByRole("dialog", { name: "All keys" });

test("two letters lead home, to the queue and to the runs, from anywhere", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/runs/${run}`);
  await awake(page);
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  const went = async (keys: string, to: RegExp) => {
    for (const key of keys) await page.keyboard.press(key);
    await expect(page).toHaveURL(to);
  };
  await went("gq", /\/decisions$/);
  await page.locator(`a[href="/decisions/${decision}"]`).click();
  await expect(page.getByRole("button", { name: /^Reject/ })).toBeVisible();
  // On a decision `r` rejects; after `g` it is the second letter.
  await went("gr", /\/runs$/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("j");
  await expect(page.locator(".list tbody a").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/runs\/run_/);
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);
  // Home is the server's: it comes as a whole, and its keys are there again.
  await went("gh", /:\d+\/$/);
  await awake(page);
  await went("gq", /\/decisions$/);
});

test("the list of keys shows those of the page and those that hold everywhere", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  await page.keyboard.press("?");
  await expect(listed(page)).toContainText("Approve");
  await expect(listed(page)).toContainText("Decision Queue");
  await expect(listed(page)).not.toContainText("Pause or resume");
  await accessible(page);
  // Nothing is done while it is open.
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog", { name: /^Approve/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(listed(page)).toBeHidden();
  await page.goto(`/runs/${run}`);
  await awake(page);
  await page.keyboard.press("?");
  await expect(listed(page)).toContainText("Pause or resume");
  await expect(listed(page)).not.toContainText("Reject");
  await page.keyboard.press("Escape");

  // A page without keys of its own has those that hold everywhere.
  await page.goto("/connections");
  await awake(page);
  await page.keyboard.press("?");
  await expect(listed(page)).toContainText("Everywhere");
  await expect(listed(page)).not.toContainText("On this page");
});

test("on a decision j and k lead to its neighbours in the queue", async ({ page, portal }) => {
  await portal.runThatAsks();
  await portal.runThatAsks();
  await signIn(page, portal.member("ben"), "/decisions");
  await awake(page);
  const [first, second] = await page.locator(".item__title").evaluateAll((titles) => titles.map((title) => title.getAttribute("href")!));
  await page.locator(`a[href="${first}"]`).click();
  await expect(page.locator(".decision__place")).toContainText(/^1 of \d+/);
  await page.keyboard.press("j");
  await expect(page).toHaveURL(new RegExp(`${second}$`));
  await expect(page.locator(".decision__place")).toContainText(/^2 of \d+/);
  await page.keyboard.press("k");
  await expect(page).toHaveURL(new RegExp(`${first}$`));
});

test("a person turns keys off in this browser, and on again", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), "/account");
  await awake(page);
  await page.getByRole("button", { name: "Turn keys off" }).click();
  await expect(page.getByText("Keys are off in this browser.")).toBeVisible();
  await page.keyboard.press("?");
  await expect(listed(page)).toBeHidden();
  await accessible(page);

  await page.goto(`/decisions/${decision}`);
  await awake(page);
  const reject = page.getByRole("button", { name: /^Reject/ });
  await expect(reject).toHaveText(/Reject…/);
  await expect(reject.locator(".kbd")).toBeHidden();
  for (const key of ["r", "?", "g", "q"]) await page.keyboard.press(key);
  await expect(page.locator("dialog[open]")).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`/decisions/${decision}$`));

  await page.goto("/account");
  await awake(page);
  await page.getByRole("button", { name: "Turn keys on" }).click();
  await expect(page.getByText("Keys are on in this browser")).toBeVisible();
  await awake(page); // it is another page
  await page.keyboard.press("?");
  await expect(listed(page)).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("keys are turned off by a plain form", async ({ page, portal }) => {
    await signIn(page, portal.member("ben"), "/account");
    await page.getByRole("button", { name: "Turn keys off" }).click();
    await expect(page).toHaveURL(/\/account\??$/);
    await expect(page.locator("html")).toHaveAttribute("data-keys", "off");
    await page.getByRole("button", { name: "Turn keys on" }).click();
    await expect(page.getByText("Keys are on in this browser")).toBeVisible();
  });
});
