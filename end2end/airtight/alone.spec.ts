import { awake, expect, mergedOnce, signIn, test } from "../stories/portal.ts";

test("the release, alone in an empty folder and without a network, does the main job", async ({ page, portal }) => {
  // Nothing goes out from here.
  await expect(fetch("http://192.0.2.1/", { signal: AbortSignal.timeout(3000) })).rejects.toThrow();

  // A new lead sets the mission off by itself.
  const company = await portal.org.plantTwins();
  const before = await portal.org.counters();
  const lead = await portal.newLead(company);
  let decision: { id: string; run: string } | undefined;
  await expect(async () => {
    const { items } = await portal.command("ben", "decisions");
    expect(items).toHaveLength(1);
    decision = items[0];
  }).toPass({ timeout: 120_000 });

  // It is read and signed in the terminal.
  const shown = await portal.command("ben", "show", decision!.id);
  expect(shown.parts.map((part: { operation: string }) => part.operation)).toEqual(expect.arrayContaining(["merge", "convert"]));
  await portal.command("ben", "decide", decision!.id, "approve");
  await expect(async () => {
    const { items } = await portal.command("ana", "runs");
    expect(items.find((run: { id: string }) => run.id === decision!.run).verdict).toBe("verified");
  }).toPass({ timeout: 60_000 });

  await mergedOnce(portal.org, before, company, lead);

  // Styles and browser half came out of the executable, squeezed.
  const squeezed: string[] = [];
  page.on("response", (response) => {
    const path = new URL(response.url()).pathname;
    if (path.startsWith("/pkg/")) squeezed.push(`${path.split(".").at(-1)} ${response.headers()["content-encoding"]}`);
  });
  await signIn(page, portal.member("ana"), `/runs/${decision!.run}`);
  await awake(page);
  await expect(page.getByRole("status").getByText("Verified", { exact: true })).toBeVisible();
  expect([...new Set(squeezed)].sort()).toEqual(["css br", "js br", "wasm br"]);
});
