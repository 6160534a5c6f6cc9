import { expect, signIn, test } from "./portal.ts";

test.use({ javaScriptEnabled: false });

test("without script a decision is found, read and approved, and the run says what came of it", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"));
  await page.getByRole("link", { name: "Decisions" }).first().click();
  await page.locator(`a[href="/decisions/${decision}"]`).click();
  await page.getByRole("button", { name: /Approve/ }).click();
  await expect(page.getByText("Approved", { exact: true })).toBeVisible();

  await expect(async () => {
    await page.goto(`/runs/${run}`);
    await expect(page.getByRole("status").getByText("Verified", { exact: true })).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole("log")).toContainText("Verify");
});

test("without script the lights go off all the same", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(new URL(page.url()).pathname).toBe("/sign-in");
});
