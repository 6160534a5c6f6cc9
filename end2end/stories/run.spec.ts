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

test("everything is done by keyboard", async ({ page, portal }) => {
  const { run } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await awake(page);
  const at = () => page.evaluate(() => document.activeElement?.getAttribute("data-number"));
  await page.keyboard.press("j");
  await expect.poll(at).toBe("1");
  await page.keyboard.press("j");
  await expect.poll(at).toBe("2");
  await page.keyboard.press("k");
  await expect.poll(at).toBe("1");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/observation=1/);
  await expect(page.getByRole("region", { name: "Observation" })).toContainText("Started with");
  await page.keyboard.press("j");
  await expect.poll(at).toBe("2");

  // Letters that are typed into the search are letters.
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("policy jkp?");
  await expect(page.getByRole("searchbox")).toHaveValue("policy jkp?");
  await expect(page.getByText("No line holds")).toBeVisible();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("policy");
  await expect(page.getByRole("log")).toContainText("merge policy");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("searchbox")).not.toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeHidden();
});

test("an open observation has an address, and says what it rests on: records, rows of rules, evidence, proposed values", async ({ page, portal }) => {
  const { run } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  const detail = page.getByRole("region", { name: "Observation" });
  const openFirst = async (kind: RegExp) => {
    const href = await page.getByRole("log").getByRole("link", { name: kind }).first().getAttribute("href");
    await page.goto(href!);
  };
  await openFirst(/Read/);
  await expect(detail.getByRole("heading", { name: "The record" })).toBeVisible();
  await expect(detail).toContainText("Mara Quill");
  await openFirst(/Whether they may be merged/);
  await expect(detail).toContainText("decided");
  await expect(detail).toContainText("Account merge policy, version 1, section 2");
  await openFirst(/Proposal/);
  await expect(detail.getByRole("heading", { name: /^Part 1:/ })).toBeVisible();
  await expect(detail.getByRole("link", { name: "The decision, with its full diff" })).toHaveAttribute("href", /\/decisions\/dec_/);
});

test("text of a record is shown as text", async ({ page, portal }) => {
  const name = `<img src=x onerror="document.title='owned'"> ${Date.now()}`;
  const lead = await portal.org.create("Lead", { LastName: name, Company: `<b>Bold</b> ${Date.now()}`, Status: "Open - Not Contacted" });
  const { id: run } = await portal.command("ana", "run", "reconcile-duplicates", "--input", `lead=${lead}`);
  await signIn(page, portal.member("ana"), `/runs/${run}?observation=2`);
  await expect(page.getByRole("log")).toContainText(name);
  await expect(page.getByRole("region", { name: "Observation" })).toContainText(name);
  await expect(page.locator("main img, main b", { hasText: /^Bold$/ })).toHaveCount(0);
  await expect(page.locator("main img")).toHaveCount(0);
  await expect(page).not.toHaveTitle(/owned/);
});

test("a run that a trigger started says how long it took from the event to the question", async ({ page, portal }) => {
  const company = await portal.org.plantTwins();
  const name = `Soon${Date.now()}`;
  await portal.org.create("Lead", { LastName: name, Company: company.name, Email: `s@${company.domain}`, Phone: company.phone, Status: "Open - Not Contacted" });
  let run: string | undefined;
  await expect(async () => {
    const { items } = await portal.command("ana", "runs");
    const mine = items.filter((item: { about: string; phase: string }) => item.about.includes(name) && item.phase === "waiting_for_decision");
    run = mine[0]?.id;
    expect(run).toBeTruthy();
  }).toPass({ timeout: 45_000 });
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await expect(page.getByRole("banner").or(page.locator(".run__head"))).toContainText(/happened in the org \d\d:\d\d:\d\d · proposed \d\d:\d\d:\d\d, [\d.]+ (s|min).* after it happened/);
});
