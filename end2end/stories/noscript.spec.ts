import { expect, signIn, test } from "./portal.ts";

test.use({ javaScriptEnabled: false });

test("without script a decision is found, read and approved, and the run says what came of it", async ({ page, portal }) => {
  const { run, decision, company } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"));
  await page.getByRole("link", { name: "Decisions" }).first().click();
  // What else waits may fill a page.
  await page.getByRole("searchbox").fill(company.name);
  await page.keyboard.press("Enter");
  await page.locator(`a[href="/decisions/${decision}"]`).click();
  await page.getByRole("button", { name: /Approve/ }).click();

  // High risk is asked once more, on a page of its own, for the parts that were ticked.
  await expect(page).toHaveURL(new RegExp(`/decisions/${decision}/approve`));
  await expect(page.getByText("A converted lead stays converted")).toBeVisible();
  await page.getByRole("button", { name: /^Approve \d parts/ }).click();
  await expect(page).toHaveURL(new RegExp(`/decisions/${decision}$`));
  await expect(page.getByText("Approved", { exact: true })).toBeVisible();

  await expect(async () => {
    await page.goto(`/decisions/${decision}`);
    await expect(page.getByText("Verified: every signed value was read back as signed.")).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 30_000 });
  await page.goto(`/runs/${run}`);
  await expect(page.getByRole("log")).toContainText("Verify");
});

test("without script a decision is rejected with a reason", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await page.getByRole("button", { name: /^Reject/ }).click();
  await page.getByLabel("They are not duplicates").check();
  await page.getByLabel("Tell the team why").fill("two sites");
  await page.getByRole("button", { name: "Reject change" }).click();
  await expect(page).toHaveURL(new RegExp(`/decisions/${decision}$`));
  await expect(page.getByText("Rejected: not duplicates (two sites). Nothing was written.")).toBeVisible();
});

test("without script the queue is narrowed by links and by words", async ({ page, portal }) => {
  const { decision, company } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), "/decisions");
  await page.getByRole("link", { name: /^Low risk/ }).click();
  await expect(page.locator(`a[href="/decisions/${decision}"]`)).toHaveCount(0);
  await page.getByRole("link", { name: /^Low risk/ }).click();
  await page.getByRole("searchbox").fill(company.name);
  await page.keyboard.press("Enter");
  await expect(page.locator(`a[href="/decisions/${decision}"]`)).toBeVisible();
});

test("without script the lights go off all the same", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(new URL(page.url()).pathname).toBe("/sign-in");
});
