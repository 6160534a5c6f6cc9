import type { Page } from "@playwright/test";
import { accessible, awake, expect, signIn, test } from "./portal.ts";

test("a decision shows what changes, why, what could go wrong, undo and waiting, in that order", async ({ page, portal }) => {
  const { decision, company } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(company.name);
  await expect(page.getByRole("columnheader", { name: "Before" }).first()).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Live now" }).first()).toBeVisible();
  await expect(page.getByText("goes to the recycle bin").first()).toBeVisible();
  await expect(page.getByText("becomes a new contact of")).toBeVisible();
  const told = ["What could go wrong", "Can it be undone", "What happens if I wait"];
  const headings = await page.getByRole("complementary").getByRole("heading", { level: 2 }).allTextContents();
  expect(headings.slice(0, 4)).toEqual(["Why", ...told]);
  expect(headings[4]).toContain("Are they the same");
  await expect(page.getByText("A converted lead stays converted")).toBeVisible();
  await expect(page.getByText("High risk", { exact: true })).toBeVisible();
  await awake(page);
  await accessible(page);
});

test("at 1440 by 900 everything that counts is in sight without scrolling", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks();
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  const bar = await page.getByRole("region", { name: "Your decision" }).boundingBox();
  expect(bar!.y + bar!.height).toBeLessThanOrEqual(900);
  const inSight = [
    ...(await page.locator(".part").all()),
    ...(await page.locator(".diff").all()),
    ...["why", "wrong", "undo", "wait"].map((id) => page.locator(`section:has(> #${id})`)),
    page.getByText("High risk", { exact: true }),
  ];
  for (const thing of inSight) {
    const box = await thing.boundingBox();
    expect(box!.y, await thing.innerText()).toBeGreaterThanOrEqual(0);
    expect(box!.y + box!.height, await thing.innerText()).toBeLessThanOrEqual(bar!.y);
  }
  for (const name of [/^Reject/, /^Approve/]) await expect(page.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
});

test("a cited rule opens at its row, in the version that was cited", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await page.getByRole("link", { name: /Account merge policy, version 1, row/ }).first().click();
  await expect(page).toHaveURL(/\/knowledge\/doc_[^?]+\?version=1#row-/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Account merge policy");
  await expect(page.getByText("Version 1, holds today")).toBeVisible();
  const row = page.locator(decodeURIComponent(new URL(page.url()).hash));
  await expect(row).toBeInViewport();
  await awake(page);
  await accessible(page);
});

test("whoever started it reads that somebody else has to sign, before trying", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/decisions/${decision}`);
  await awake(page);
  await expect(page.getByText("somebody else has to sign")).toBeVisible();
  await expect(page.getByRole("button", { name: /Approve/ })).toHaveCount(0);
  await accessible(page);
});

test("a rejection takes a reason, writes nothing and says why", async ({ page, portal }) => {
  const { run, decision, company } = await portal.runThatAsks();
  // A run of the trigger's own may look at the same lead; looking leaves no stamp.
  const stamps = async () => [
    await portal.org.query(`select Id, LastModifiedDate, SystemModstamp from Account where Website like '%${company.domain}' order by Id`),
    await portal.org.query(`select Id, LastModifiedDate, SystemModstamp, IsConverted from Lead where Company = '${company.name}'`),
  ];
  const before = await stamps();
  expect(before.map((records) => records.length)).toEqual([2, 1]);
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  await page.getByRole("button", { name: /^Reject/ }).click();
  const dialog = page.getByRole("dialog", { name: "Reject this change" });
  await accessible(page);
  await dialog.getByLabel("They are not duplicates").check();
  await dialog.getByLabel("Tell the team why").fill("two sites, two companies");
  await noteStrips(page);
  await dialog.getByRole("button", { name: "Reject change" }).click();
  await expect(page.getByText("Rejected: not duplicates (two sites, two companies). Nothing was written.")).toBeVisible();
  expect((await strips(page))[0]).toBe("Your rejection is on its way.");
  await page.goto(`/runs/${run}`);
  await expect(page.getByRole("status").getByText("Rejected", { exact: true })).toBeVisible();
  expect(await stamps()).toEqual(before);
});

test("by keyboard alone: high risk is asked once more, then the page follows the writing until it is verified", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  await noteStrips(page);
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: /^Approve \d parts\?/ });
  await expect(dialog).toBeVisible();
  await accessible(page);
  await dialog.getByRole("button", { name: /^Approve \d parts/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#course")).toContainText("Verified: every signed value was read back as signed.", { timeout: 30_000 });
  const told = await strips(page);
  expect(told.at(-1)).toMatch(/^Verified/);
  expect(told[0], told.join(" | ")).toMatch(/^Approved\. Writing \d parts\.$/);
  await accessible(page);
});

test("at ordinary risk one key approves", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks({ twins: false });
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  await expect(page.getByText("Medium risk")).toBeVisible();
  await page.keyboard.press("a");
  await expect(page.locator("#course")).toContainText("Verified", { timeout: 30_000 });
});

test("an answer shows at once, before the server has said anything, and never as more than it is", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks({ twins: false });
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  let letGo = () => {};
  const held = new Promise<void>((go) => (letGo = go));
  await page.route("**/api/answer*", async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press("a");
  const course = page.locator("#course");
  await expect(course).toHaveText(/^Approved\. Writing \d parts?\.$/);
  await expect(course).toBeFocused();
  await expect(page.getByRole("button", { name: /^Approve/ })).toBeDisabled();
  await accessible(page);
  const before = await portal.org.counters();
  const { items } = await portal.command("ben", "decisions", "--limit", "200");
  expect(items.map((item: { id: string }) => item.id)).toContain(decision);
  letGo();
  await expect(course).toContainText("Verified", { timeout: 30_000 });
  expect((await portal.org.counters()).conversions).toBe(before.conversions + 1);
});

test("an answer that did not arrive is taken back, with the reason", async ({ page, portal, complaints }) => {
  const { decision } = await portal.runThatAsks({ twins: false });
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  await noteStrips(page);
  await page.context().setOffline(true);
  await page.keyboard.press("a");
  await expect(page.getByRole("alert")).toContainText("Nothing was sent. Try again when the connection is back.");
  await expect(page.locator("#course")).toBeEmpty();
  expect((await strips(page))[0]).toMatch(/^Approved\. Writing/);
  await page.context().setOffline(false);
  await page.keyboard.press("a");
  await expect(page.locator("#course")).toContainText("Verified", { timeout: 30_000 });
  complaints.length = 0; // the browser reports what it could not send
});

test("of two people the second is told who was first and what they did", async ({ page, portal, browser }) => {
  const { decision } = await portal.runThatAsks({ by: "priya" });
  const second = await (await browser.newContext({ baseURL: portal.ready.portal })).newPage();
  await second.route("**/observations*", (route) => route.abort()); // news comes late to this one
  await signIn(second, portal.member("ana"), `/decisions/${decision}`);
  await awake(second);
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  await page.getByRole("button", { name: /^Reject/ }).click();
  await page.getByLabel("Not now").check();
  await page.getByRole("button", { name: "Reject change" }).click();
  await expect(page.locator("#course")).toContainText("Rejected: not now");

  await second.getByRole("button", { name: /^Approve/ }).click();
  await second.getByRole("dialog").getByRole("button", { name: /^Approve/ }).click();
  await expect(second.getByRole("alert")).toContainText("already decided by Ben Okafor, who rejected it: not now");
  await second.context().close();
});

test("a page that is open hears what somebody else decided", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks({ by: "priya" });
  await signIn(page, portal.member("ana"), `/decisions/${decision}`);
  await awake(page);
  await expect(page.getByRole("button", { name: /^Approve/ })).toBeVisible();
  await portal.command("ben", "decide", decision, "reject", "--reason", "two companies");
  await expect(page.locator("#course")).toContainText("Rejected: two companies");
  await expect(page.getByRole("region", { name: "Signatures" })).toContainText("Ben Okafor rejected it: two companies");
});

test("a decision whose run was stopped says so", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  await portal.api("ana", "POST", `/runs/${run}/cancel`);
  await signIn(page, portal.member("ben"));
  await expect(async () => {
    await page.goto(`/decisions/${decision}`);
    await expect(page.getByText("Withdrawn", { exact: true })).toBeVisible({ timeout: 300 });
  }).toPass();
  await expect(page.getByText("its run was stopped before anybody decided")).toBeVisible();
});

test("what was typed stays over a reload and a lost connection, and is sent when it is back", async ({ page, portal, complaints }) => {
  const { decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  await page.getByRole("button", { name: /^Reject/ }).click();
  await page.getByLabel("Right idea, wrong values").check();
  await page.getByLabel("Tell the team why").fill("the phone number is the");
  await page.reload();
  await awake(page);
  await page.getByRole("button", { name: /^Reject/ }).click();
  await expect(page.getByLabel("Right idea, wrong values")).toBeChecked();
  await page.context().setOffline(true);
  await expect(page.getByText("The connection is lost.")).toBeVisible();
  await page.getByLabel("Tell the team why").press("End");
  await page.keyboard.type(" fax");
  await page.getByRole("button", { name: "Reject change" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was sent");
  await expect(page.getByLabel("Tell the team why")).toHaveValue("the phone number is the fax");
  await page.context().setOffline(false);
  await expect(page.getByText("The connection is lost.")).toBeHidden();
  await page.getByRole("button", { name: "Reject change" }).click();
  await expect(page.locator("#course")).toContainText("Rejected: wrong values (the phone number is the fax)");
  // Sent, it is kept no longer.
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("draft")))).toEqual([]);
  complaints.length = 0; // the browser reports what it could not send
});

test("on a phone the same decision is read and answered", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks();
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await accessible(page);
  const reject = page.getByRole("button", { name: /^Reject/ });
  await expect(reject).toBeInViewport({ ratio: 1 });
  expect((await reject.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await reject.click();
  await page.getByLabel("Not now").check();
  await page.getByRole("button", { name: "Reject change" }).click();
  await expect(page.locator("#course")).toContainText("Rejected: not now");
});

/** Notes from now on what the strip says of the course, each as it comes. */
async function noteStrips(page: Page) {
  await page.evaluate(() => {
    const told: string[] = [];
    new MutationObserver(() => {
      const title = document.querySelector("#course b")?.textContent;
      if (title && told.at(-1) !== title) told.push(title);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { told });
  });
}

async function strips(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { told: string[] }).told);
}
