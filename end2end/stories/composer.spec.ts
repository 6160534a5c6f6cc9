import type { Page } from "@playwright/test";
import { type Portal, accessible, awake, expect, signIn, test } from "./portal.ts";

/** Begins a mission of that name and waits until it can be composed. */
async function begins(page: Page, portal: Portal, name: string) {
  await signIn(page, portal.member("joel"), "/missions");
  await page.getByLabel("What should it be called?").fill(name);
  await page.getByRole("button", { name: "Begin" }).click();
  await composing(page);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

async function composing(page: Page) {
  await page.waitForFunction(() => performance.getEntriesByName("composing").length > 0);
}

const side = (page: Page) => page.getByRole("complementary", { name: "The chosen step" });
const palette = (page: Page) => page.getByRole("complementary", { name: "Steps you can add" });
const block = (page: Page, name: RegExp) => page.locator(".block").filter({ hasText: name });

test("from a blank page to a published mission that reads and proposes, with the mouse", async ({ page, portal, browser }) => {
  const name = `Flag late deals ${Date.now()}`;
  await begins(page, portal, name);
  await expect(page.getByText("1 thing to fix")).toBeVisible();

  // What is read: open deals over 50,000 whose close date has passed.
  await palette(page).getByRole("button", { name: "Read records" }).click();
  await expect(block(page, /Read records/)).toContainText("Choose what to read");
  await side(page).getByLabel("Records of").selectOption({ label: "Opportunity" });
  for (const [field, how, value] of [
    ["Amount", "is more than", "50000"],
    ["Is Closed", "is", "no"],
  ]) {
    await side(page).getByRole("button", { name: "Add a condition" }).click();
    const row = side(page).locator(".say__row").last();
    await row.getByLabel("Field").selectOption({ label: field });
    await row.getByLabel("How it is compared").selectOption({ label: how });
    const control = row.getByLabel("Value", { exact: true });
    if (await control.evaluate((element) => element.tagName === "SELECT")) await control.selectOption({ label: value });
    else {
      await control.fill(value);
      await control.blur();
    }
  }
  await side(page).getByLabel("Find a field").fill("next");
  await side(page).getByLabel("Next Step").check();
  await side(page).getByLabel("Find a field").fill("amount");
  await side(page).getByLabel("Amount", { exact: true }).check();
  await expect(block(page, /Read records/)).toContainText("Opportunity records where Amount is more than 50000");

  // What is proposed for each of them.
  await palette(page).getByRole("button", { name: "For each record" }).click();
  await side(page).getByLabel("Which list").selectOption({ label: "Opportunity" });
  const inside = page.locator(".fork .insert").first();
  await inside.click();
  await page.getByRole("group", { name: "Which step?" }).getByRole("button", { name: "Propose a change" }).click();
  await side(page).getByLabel("Title of the proposal").fill("Look at a late deal");
  await side(page).getByRole("button", { name: "Add a change" }).click();
  await side(page).getByLabel("Which record").selectOption({ label: "the item" });
  await side(page).getByLabel("Field to set").selectOption({ label: "Next Step" });
  await side(page).getByLabel("Value", { exact: true }).fill("Late: talk to the customer");
  await side(page).getByLabel("In one line, for whoever signs").fill("Say that it is late");

  // What it could ever change follows the steps.
  await expect(side(page).getByText("Change: Next Step")).toBeVisible();
  await expect(side(page).getByText("Signed by one approver")).toBeVisible();
  await expect(page.getByText("Nothing to fix")).toBeVisible();
  await expect(page.getByText("saved", { exact: false })).toBeVisible();
  await accessible(page);

  // Tried on what is there, without a single write.
  const before = await portal.org.counters();
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.locator('.tried li[data-kind="proposal"]').first()).toContainText("Would propose: Look at a late deal");
  const after = await portal.org.counters();
  for (const writes of ["creates", "updates", "deletes", "merges", "conversions"]) expect(after[writes]).toBe(before[writes]);

  // Published by somebody else's signature.
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await page.getByRole("link", { name: "Open the decision" }).click();
  await expect(page.getByText("Can now update Opportunity.NextStep")).toBeVisible();
  const address = new URL(page.url()).pathname;
  const other = await browser.newContext({ baseURL: portal.ready.portal });
  const signer = await other.newPage();
  await signIn(signer, portal.member("ben"), address);
  await awake(signer);
  await signer.getByRole("button", { name: /^Approve/ }).first().click();
  await expect(signer.getByText(/Verified/).first()).toBeVisible();
  await other.close();

  await page.goto("/missions");
  await page.getByRole("link", { name }).first().click();
  await expect(page.getByText("version 1, published")).toBeVisible();
  await expect(page.getByRole("button", { name: "Start the mission" })).toBeVisible();
});

test("what was done is undone, and what was typed outlives the line", async ({ page, portal, complaints }) => {
  await begins(page, portal, `Undone ${Date.now()}`);
  await palette(page).getByRole("button", { name: "End here" }).click();
  await side(page).getByLabel("Because").fill("Nothing is late.");
  await expect(block(page, /End here/)).toContainText("Nothing is late.");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(block(page, /End here/)).toHaveCount(0);
  await page.keyboard.press("Control+Shift+Z");
  await expect(block(page, /End here/)).toHaveCount(1);

  await page.context().setOffline(true);
  await block(page, /End here/).click();
  await side(page).getByLabel("Because").fill("Typed while the line was gone.");
  await expect(page.getByText("not saved: the server does not answer")).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText("saved", { exact: true })).toBeVisible();
  await page.reload();
  await composing(page);
  await expect(block(page, /End here/)).toContainText("Typed while the line was gone.");
  expect(complaints.splice(0).every((said) => said.includes("ERR_INTERNET_DISCONNECTED"))).toBe(true);
});

test("steps are moved by keys and by dragging, and added with keys alone", async ({ page, portal }) => {
  await begins(page, portal, `Moved ${Date.now()}`);
  for (const step of ["Read records", "If, otherwise"]) {
    const button = palette(page).getByRole("button", { name: step });
    await button.focus();
    await page.keyboard.press("Enter");
  }
  const titles = () => page.locator(".flow > .block .block__kind").allTextContents();
  expect(await titles()).toEqual(["Start when", "Read records", "If, otherwise"]);
  await block(page, /If, otherwise/).focus();
  await page.keyboard.press("Alt+ArrowUp");
  expect(await titles()).toEqual(["Start when", "If, otherwise", "Read records"]);
  await palette(page).getByRole("button", { name: "End here" }).dragTo(page.locator(".fork .insert").first());
  await expect(page.locator(".fork .block")).toHaveCount(1);
  await block(page, /Read records/).dragTo(page.locator(".fork > .flow").nth(1).locator(".insert").first());
  await expect(page.locator(".fork > .flow").nth(1).locator(".block")).toHaveCount(1);
});

test("two people who compose the same mission do not write over each other", async ({ page, portal, browser, complaints }) => {
  await begins(page, portal, `Two at once ${Date.now()}`);
  const address = new URL(page.url()).pathname;
  const other = await browser.newContext({ baseURL: portal.ready.portal });
  const second = await other.newPage();
  await signIn(second, portal.member("ana"), address);
  await composing(second);
  await side(second).getByLabel("What is it for?").fill("Hers.");
  await expect(second.getByText("saved", { exact: true })).toBeVisible();
  await side(page).getByLabel("What is it for?").fill("His.");
  await expect(page.getByText(/has saved this draft meanwhile/)).toBeVisible();
  await page.getByRole("button", { name: "Save mine over it" }).click();
  await expect(page.getByText("saved", { exact: true })).toBeVisible();
  await other.close();
  expect(complaints.splice(0)).toEqual([expect.stringContaining("409")]);
});

test("whoever does not compose is told so", async ({ page, portal, complaints }) => {
  await signIn(page, portal.member("ben"), "/missions");
  await expect(page.getByText("Compose a mission")).toHaveCount(0);
  await page.goto("/missions/reconcile-duplicates/compose");
  await expect(page.getByText("builders and admins compose missions", { exact: false })).toBeVisible();
  complaints.length = 0; // the page itself is refused
});
