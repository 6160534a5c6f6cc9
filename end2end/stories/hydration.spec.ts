import { awake, expect, test } from "./portal.ts";

test("a page hydrates under the content policy", async ({ page }) => {
  const response = await page.goto("/sign-in");
  const policy = response!.headers()["content-security-policy"];
  expect(policy).toContain("'wasm-unsafe-eval'");
  expect(policy).toMatch(/script-src 'nonce-[^']{16,}'/);
  expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'/);

  // The browser half turns the lights off without asking for the page again.
  await awake(page);
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);

  // And the server remembers.
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "Light" })).toBeVisible();
});
