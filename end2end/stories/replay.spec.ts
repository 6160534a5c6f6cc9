import type { Page } from "@playwright/test";
import { accessible, awake, expect, signIn, test } from "./portal.ts";

const told = (page: Page) =>
  page.getByRole("log").getByRole("link").evaluateAll((lines) => lines.map((line) => [Number((line as HTMLElement).dataset.number), line.textContent] as const));

test("a finished run is replayed by keyboard: the identical sequence, and no call to the org", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  await portal.command("ben", "decide", decision, "approve");
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await expect(page.getByRole("status").getByText("Verified", { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await awake(page);
  const recorded = await told(page);
  // Other runs may be at work in the org; a replay that called would never be without a call.
  const slider = page.getByRole("slider", { name: "Observation" });
  await expect(async () => {
    const calls = await portal.org.calls();
    await slider.focus();
    await page.keyboard.press("Home");
    await expect(page.getByText("As it was")).toBeVisible();
    for (let at = 1; at < recorded.length; at++) {
      await expect(slider).toHaveAttribute("aria-valuetext", `${at} of ${recorded.length}`);
      expect(await told(page)).toEqual(recorded.slice(0, at));
      await page.keyboard.press("ArrowRight");
    }
    await expect(page.getByText("As it was")).toBeHidden();
    expect(await told(page)).toEqual(recorded);
    expect(await portal.org.calls()).toBe(calls);
  }).toPass({ timeout: 45_000 });

  // The state is the one of that moment: before the signature nothing was verified.
  await slider.fill("6");
  await expect(page.getByRole("status").getByText("Verified", { exact: true })).toBeHidden();
  await expect(page).toHaveURL(/at=6/);
  await accessible(page);

  // And it plays by itself, to the end.
  await slider.fill(String(recorded.length - 3));
  await page.getByRole("button", { name: "Play the recording" }).click();
  await expect.poll(async () => (await told(page)).length).toBe(recorded.length);
  await expect(page.getByRole("button", { name: "Play the recording" })).toBeVisible();
  expect(await told(page)).toEqual(recorded);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the page is read at any moment, an observation is opened, and the rail is searched", async ({ page, portal }) => {
    const { run } = await portal.runThatAsks();
    await signIn(page, portal.member("ana"), `/runs/${run}`);
    const recorded = await told(page);
    await page.goto(`/runs/${run}?at=4`);
    expect(await told(page)).toEqual(recorded.slice(0, 4));
    await expect(page.getByText("As it was")).toBeVisible();
    await page.getByRole("button", { name: "Show this moment" }).click();
    await expect(page).toHaveURL(/at=4/);

    await page.goto(`/runs/${run}`);
    await page.getByRole("log").getByRole("link", { name: /Match/ }).first().click();
    await expect(page.getByRole("region", { name: "Observation" }).getByRole("heading", { name: /Are they the same/ }).first()).toBeVisible();

    await page.getByRole("link", { name: "Headlines" }).click();
    const headlines = await told(page);
    expect(headlines.length).toBeLessThan(recorded.length);
    await page.goto(`/runs/${run}`);
    await page.getByRole("searchbox").fill("survives policy nonsense");
    await page.getByRole("searchbox").press("Enter");
    await expect(page.getByText("No line holds")).toBeVisible();
    await page.getByRole("link", { name: "Show everything" }).click();
    expect(await told(page)).toEqual(recorded);
  });
});
