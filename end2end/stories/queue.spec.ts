import { accessible, awake, expect, signIn, test } from "./portal.ts";

test("the queue names risk, freshness and deadline in words, and asks the org nothing", async ({ page, portal }) => {
  const { decision, company } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), "/account"); // home looks at the org
  const before = await portal.org.counters();
  await page.goto(`/decisions?find=${company.name}`);
  const line = page.getByRole("listitem").filter({ has: page.locator(`a[href="/decisions/${decision}"]`) });
  await expect(line).toContainText("High");
  await expect(line).toContainText("Irreversible");
  await expect(line).toContainText(/Fresh, (just now|\d+ min ago)/);
  await expect(line).toContainText("then it expires");
  await expect(line).toContainText(/Asked (just now|\d+ min ago)/);
  expect(await portal.org.counters()).toEqual(before);
});

test("a look at a drifted decision shows in the queue until somebody looks again", async ({ page, portal }) => {
  const { decision, company } = await portal.runThatAsks();
  const [account] = await portal.org.query(`select Id from Account where Name = '${company.name}'`);
  await portal.org.update("Account", account.Id, { Phone: "+44 20 7946 0000" });
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await expect(page.getByText("Salesforce has changed since this was proposed")).toBeVisible();
  await expect(page.locator("tr[data-state=drifted]").first()).toContainText("+44 20 7946 0000");
  await expect(async () => {
    await page.goto(`/decisions?find=${company.name}`);
    const line = page.getByRole("listitem").filter({ has: page.locator(`a[href="/decisions/${decision}"]`) });
    await expect(line).toContainText(/Drifted, \d field/, { timeout: 500 });
  }).toPass();
});

test("tabs, risk and words narrow the queue by address, and the way back is named", async ({ page, portal }) => {
  const high = await portal.runThatAsks();
  const medium = await portal.runThatAsks({ twins: false });
  await signIn(page, portal.member("ben"), "/decisions");
  await awake(page);
  const link = (decision: string) => page.locator(`a[href="/decisions/${decision}"]`);
  await page.getByRole("link", { name: /^High risk/ }).click();
  await expect(page).toHaveURL(/risk=high/);
  await expect(link(high.decision)).toBeVisible();
  await expect(link(medium.decision)).toHaveCount(0);
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(link(medium.decision)).toBeVisible();
  await page.getByRole("searchbox").fill(high.company.name.toUpperCase());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/find=/);
  await expect(link(high.decision)).toBeVisible();
  await expect(link(medium.decision)).toHaveCount(0);
  await page.goto("/decisions?find=nobody-is-called-this");
  await expect(page.getByRole("heading", { name: "Nothing fits these filters" })).toBeVisible();
  await page.getByRole("link", { name: "Clear the filters" }).click();
  await expect(link(high.decision)).toBeVisible();
});

test("what one has started waits for others, and says so", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks({ by: "ana" });
  await signIn(page, portal.member("ana"), "/decisions");
  await expect(page.locator(`a[href="/decisions/${decision}"]`)).toHaveCount(0);
  await page.getByRole("link", { name: /^All waiting/ }).click();
  await expect(page.locator(`a[href="/decisions/${decision}"]`)).toBeVisible();
});

test("the queue is worked by keys: next, previous, find, open", async ({ page, portal }) => {
  await portal.runThatAsks();
  await portal.runThatAsks();
  await signIn(page, portal.member("ben"), "/decisions");
  await awake(page);
  const titles = page.locator(".item__title");
  await page.keyboard.press("j");
  await expect(titles.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(titles.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(titles.nth(0)).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "All keys" })).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("jk"); // typed, not obeyed
  await expect(page.getByRole("searchbox")).toHaveValue("jk");
  await page.reload();
  await awake(page);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/decisions\/dec_/);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    test("the queue, full and empty, can be used by everyone", async ({ page, portal }) => {
      await portal.runThatAsks();
      await signIn(page, portal.member("ben"), "/decisions");
      await awake(page);
      await accessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await accessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await page.goto("/decisions?find=nobody-is-called-this");
      await accessible(page);
    });
  });
}
