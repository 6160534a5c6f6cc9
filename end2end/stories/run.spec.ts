import { accessible, awake, expect, signIn, test } from "./portal.ts";

test("the run page shows observations as they arrive and keeps their order over a reload", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  const lines = page.getByRole("log").getByRole("link");
  await expect(page.getByText("Waiting for decision")).toBeVisible();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const before = await lines.count();

  // Ben signs in a terminal; the page hears of everything that follows without being asked for again.
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  await portal.command("ben", "decide", decision, "approve");
  const verdict = page.getByRole("status").getByText("Verified", { exact: true });
  await expect(verdict).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("log")).toContainText("Verdict");
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);
  expect(await lines.count()).toBeGreaterThan(before + 3);

  const told = () => lines.evaluateAll((all) => all.map((line) => [Number(line.dataset.number), line.textContent] as const));
  const heard = await told();
  const numbers = heard.map(([number]) => number);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));

  await page.reload();
  expect(await told()).toEqual(heard);
  await expect(page.getByText("Live", { exact: true })).toBeHidden();
});

test("kinds of observation differ by word and by shape", async ({ page, portal }) => {
  const { run } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  const kinds = await page
    .locator(".obs__kind")
    .evaluateAll((all) => all.map((kind) => [kind.textContent, kind.querySelector(".icon")?.getAttribute("data-icon")] as const));
  const shapes = new Map(kinds);
  expect(shapes.size).toBeGreaterThan(4);
  expect(new Set(shapes.values()).size).toBe(shapes.size);
});

test("a line of the rail opens to what it rests on", async ({ page, portal }) => {
  const { run } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await awake(page);
  await page.getByRole("log").getByRole("link", { name: /Match/ }).first().click();
  const detail = page.getByRole("region", { name: "Observation" });
  await expect(detail.getByRole("heading", { name: /Are they the same/ }).first()).toBeVisible();
  await accessible(page);
});
