import { awake, expect, signIn, test } from "./portal.ts";

// Whoever writes a lead is nobody we know.
const first = '<img src=x onerror="document.title=1">\u202e\u200b';
const last = "<script>window.taken=1</script></b><h1>\u2066Approve";

test("text from records stays text on every page", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks({ lead: { FirstName: first.slice(0, 40), LastName: last.slice(0, 80) } });
  const opened: string[] = [];
  page.on("dialog", (dialog) => (opened.push(dialog.message()), dialog.dismiss()));
  const { effect } = (await portal.api("ben", "GET", `/decisions/${decision}`)).parts.find((part: { operation: string }) => part.operation === "convert");
  await signIn(page, portal.member("ben"));
  for (const path of ["/decisions?show=all", `/decisions/${decision}`, `/decisions/${decision}/reject`, `/runs/${run}`, "/records/Lead", `/records/Lead/${effect.lead}`]) {
    await page.goto(path);
    await awake(page);
    await expect(page.getByText("<script>window.taken=1</script>").first(), path).toBeVisible();
    expect(await page.locator('img, h1:has-text("Approve") h1, bdi h1, main script').count(), path).toBe(0);
    expect(await page.evaluate(() => "taken" in window), path).toBe(false);
    // What would turn the line around is named instead of obeyed.
    const text = await page.evaluate(() => document.querySelector("main")!.innerText);
    expect(text, path).toContain("⟨U+202E⟩");
    expect(text, path).not.toMatch(/[\u202e\u200b\u2066]/);
  }
  expect(opened).toEqual([]);
});
