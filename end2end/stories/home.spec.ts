import { accessible, awake, expect, signIn, test } from "./portal.ts";

test("home tells what waits, what runs, what changed and how the org fares, each with the way there", async ({ page, portal }) => {
  // Home shows what expires first: what other stories have left would stand before it.
  const { items: left } = await portal.command("ben", "decisions", "--limit", "200");
  for (const { id } of left) await portal.command("ben", "decide", id, "reject", "--reason", "left over");
  const first = await portal.runThatAsks();
  await signIn(page, portal.member("ben"));
  await awake(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Ben, (one decision waits|\w+ decisions wait) for you$/);
  const waits = page.getByRole("region", { name: /^Waits for you/ });
  await expect(waits.getByRole("link", { name: new RegExp(first.company.name) })).toBeVisible();
  const going = page.getByRole("region", { name: /^Running now/ });
  await expect(going.getByText("Waits for a decision").first()).toBeVisible();
  const org = page.getByRole("region", { name: /Working$/ });
  await expect(org.getByText("Countersign Integration", { exact: false })).toBeVisible();
  await expect(org.getByRole("meter", { name: "API calls used today" })).toBeVisible();

  // What was approved moves from one list to the other.
  await portal.command("ben", "decide", first.decision, "approve");
  await expect(async () => {
    await page.reload();
    const changed = page.getByRole("region", { name: /^Changed in Salesforce/ });
    const line = changed.getByRole("listitem").filter({ hasText: first.company.name });
    await expect(line).toContainText("Approved by Ben Okafor");
    await expect(line).toContainText(/Verified|Applied with side effects/);
  }).toPass();
  await expect(waits.getByRole("link", { name: new RegExp(first.company.name) })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "The last seven days" })).toContainText("approved and written");
});

test("whoever cannot sign sees what waits for others", async ({ page, portal }) => {
  await portal.runThatAsks();
  await signIn(page, portal.member("ida"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ida, nothing waits for you");
  await expect(page.getByRole("region", { name: /^Waits for others/ }).getByRole("listitem").first()).toBeVisible();
});

test("whoever comes back to the tab sees what has come meanwhile", async ({ page, portal }) => {
  await signIn(page, portal.member("ben"));
  await awake(page);
  const { company } = await portal.runThatAsks();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  // It may stand below what expires first; the count says all the same that there is more.
  const waits = page.getByRole("region", { name: /^Waits for you/ });
  await expect(waits.getByRole("link", { name: new RegExp(company.name) }).or(waits.getByRole("link", { name: /^All \d+/ })).first()).toBeVisible();
});

for (const [colorScheme, width] of [["light", 1440], ["dark", 390]] as const) {
  test.describe(`${colorScheme}, ${width} wide`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });

    test("home can be used by everyone", async ({ page, portal }) => {
      await portal.runThatAsks();
      for (const name of ["ben", "ida"]) {
        await page.context().clearCookies();
        await signIn(page, portal.member(name));
        await awake(page);
        await accessible(page);
        const overflows = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
        expect(overflows).toBe(false);
      }
    });
  });
}
