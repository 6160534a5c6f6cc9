import type { Page, Route } from "@playwright/test";
import { accessible, awake, expect, signIn, test } from "./portal.ts";

test("what takes long shows its frame after a moment, and says after a while what is waited for", async ({ page, portal }) => {
  await portal.runThatAsks();
  await signIn(page, portal.member("ben"), "/runs");
  await awake(page);
  const letGo = await hold(page, "**/api/queue*");
  await noteFirst(page, ".skeleton");
  await page.getByRole("link", { name: "Decisions" }).first().click();
  await expect(page.getByRole("heading", { name: "Decision Queue" })).toBeVisible();
  await expect(page.locator(".skeleton")).toBeVisible();
  expect(await first(page)).toBeGreaterThan(250);
  await accessible(page);
  await expect(page.getByText("Still waiting for the queue.")).toBeVisible({ timeout: 10_000 });
  letGo();
  await expect(page.locator(".item__title").first()).toBeVisible();
  await expect(page.locator(".skeleton")).toHaveCount(0);
});

test("what comes at once shows no frame at all", async ({ page, portal }) => {
  await portal.runThatAsks();
  await signIn(page, portal.member("ben"), "/runs");
  await awake(page);
  await noteFirst(page, ".skeleton, .renewing");
  await page.getByRole("link", { name: "Decisions" }).first().click();
  await expect(page.locator(".item__title").first()).toBeVisible();
  expect(await first(page)).toBeUndefined();
});

test("what is there stays while it is asked for anew", async ({ page, portal }) => {
  await portal.runThatAsks();
  await signIn(page, portal.member("ben"), "/decisions?show=all");
  await awake(page);
  const letGo = await hold(page, "**/api/queue*");
  await page.getByRole("link", { name: /^Low risk/ }).click();
  await expect(page.getByText("Loading.")).toBeVisible();
  await expect(page.locator(".item__title").first()).toBeVisible();
  await accessible(page);
  letGo();
  await expect(page.getByText("Loading.")).toBeHidden();
});

test("reduced motion holds the grey lines still", async ({ page, portal }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signIn(page, portal.member("ben"), "/runs");
  await awake(page);
  const letGo = await hold(page, "**/api/queue*");
  await page.getByRole("link", { name: "Decisions" }).first().click();
  await expect(page.locator(".skeleton")).toBeVisible();
  expect(await page.locator(".skeleton__line").first().evaluate((line) => getComputedStyle(line).animationName)).toBe("none");
  letGo();
});

test("a page that the server did not answer comes back by itself, and the navigation stays", async ({ page, portal, complaints }) => {
  await signIn(page, portal.member("ben"), "/runs");
  await awake(page);
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Decisions" }).first().click();
  await expect(page.getByRole("heading", { name: "The server does not answer" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByRole("navigation", { name: "Which decisions" })).toBeVisible();
  complaints.length = 0; // the browser reports what it could not ask
});

test("what broke on the server is told by its reference, and the navigation stays", async ({ page, portal, complaints }) => {
  await signIn(page, portal.member("ben"), "/runs");
  await awake(page);
  const broken = { status: 500, headers: { serverfnerror: "/api/queue" }, contentType: "application/json", body: JSON.stringify({ Logged: "7f3a21bc" }) };
  await page.route("**/api/queue*", (route) => route.fulfill(broken));
  await page.getByRole("link", { name: "Decisions" }).first().click();
  await expect(page.getByRole("heading", { name: "Something broke" })).toBeVisible();
  await expect(page.getByText("it was logged as 7f3a21bc", { exact: false })).toBeVisible();
  await accessible(page);
  await page.unroute("**/api/queue*");
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("navigation", { name: "Which decisions" })).toBeVisible();
  complaints.length = 0; // the browser rightly reports the answer
});

/** Keeps answers back until what it returns is called. */
async function hold(page: Page, path: string): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((go) => (letGo = go));
  await page.route(path, async (route: Route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

/** Notes how long after now something of that kind can first be seen. */
async function noteFirst(page: Page, selector: string) {
  await page.evaluate((selector) => {
    const begun = performance.now();
    const look = () => {
      const found = document.querySelector(selector);
      if (found && getComputedStyle(found).visibility === "visible") Object.assign(window, { first: performance.now() - begun });
      else requestAnimationFrame(look);
    };
    look();
  }, selector);
}

function first(page: Page): Promise<number | undefined> {
  return page.evaluate(() => (window as unknown as { first?: number }).first);
}
