import { awake, expect, mergedOnce, signIn, test } from "./portal.ts";

test.afterEach(({ portal }) => portal.org.recovers());

test("a new lead in the org becomes one account: found, reasoned, signed, written once and read back, all of it watched", async ({ page, portal }) => {
  test.setTimeout(120_000);
  const company = await portal.org.plantTwins();
  const name = company.name.split(" ")[0];
  const before = await portal.org.counters();
  await signIn(page, portal.member("ben"), "/runs");

  // Nobody starts anything: the lead is made as any other program makes one. The org takes its time, so that one can look.
  await portal.org.fails({ when: { path_contains: "/query" }, fault: "slow", millis: 700, times: 1000 });
  const lead = await portal.newLead(company, { LastName: name });
  const run = page.locator("tr", { hasText: name }).getByRole("link");
  await expect(async () => {
    await page.goto("/runs?show=open");
    await expect(run).toBeVisible({ timeout: 200 });
  }).toPass({ timeout: 30_000 });
  const counted = async () => Number((await page.locator(".nav__count").allTextContents()).join("").match(/\d+/)?.[0] ?? 0);
  const waited = await counted();

  // It is watched while it reasons.
  await run.click();
  const rail = page.getByRole("log");
  const lines = rail.getByRole("link");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await awake(page);
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  const early = await lines.count();
  await expect(page.locator(".verdict")).toContainText("Waiting for decision", { timeout: 30_000 });
  expect(await lines.count()).toBeGreaterThan(early);
  await expect(rail).toContainText("merge policy");
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);
  await portal.org.recovers();

  // Its decision waits in the queue, counted there, and Ben signs it.
  await page.getByRole("link", { name: "Decisions" }).first().click();
  await expect.poll(counted).toBeGreaterThan(waited);
  await page.getByRole("searchbox").fill(company.name);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: new RegExp(company.name) }).click();
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  await page.getByRole("dialog").getByRole("button", { name: /^Approve \d parts/ }).click();
  await expect(page.locator("#course")).toContainText(/^Approved/);
  await expect(page.locator("#course")).toContainText("Verified: every signed value was read back as signed.", { timeout: 30_000 });
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);

  await mergedOnce(portal.org, before, company, lead);
  await page.getByRole("link", { name: "Reconcile duplicate accounts" }).click();
  await expect(page.getByRole("status").getByText("Verified", { exact: true })).toBeVisible();
});
