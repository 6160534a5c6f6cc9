// What the browser itself says of a page: long tasks, paints, memory, bytes on the wire.

import type { CDPSession, Page } from "@playwright/test";

type Seen = { longTasks: number[]; largest: number };

/** Notes tasks over 50 ms and paints from the beginning of every page that is opened from now on. */
export async function watchPage(page: Page) {
  await page.addInitScript(() => {
    const seen: Seen = { longTasks: [], largest: 0 };
    new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => (seen.largest = list.getEntries().at(-1)!.startTime)).observe({ type: "largest-contentful-paint", buffered: true });
    Object.assign(window, { seen });
  });
}

/** The tasks that were longer than 50 ms, in milliseconds. */
export async function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { seen: Seen }).seen.longTasks);
}

/** First contentful and largest paint, in milliseconds from asking for the page. */
export async function paints(page: Page): Promise<{ first: number; largest: number }> {
  return page.evaluate(() => {
    const [first] = performance.getEntriesByName("first-contentful-paint");
    return { first: Math.round(first.startTime), largest: Math.round((window as unknown as { seen: Seen }).seen.largest) };
  });
}

/** Counts bytes on the wire and requests from now on, with an empty cache. */
export async function countLoad(client: CDPSession): Promise<() => { bytes: number; requests: number }> {
  await client.send("Network.enable");
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  let [bytes, requests] = [0, 0];
  client.on("Network.requestWillBeSent", () => (requests += 1));
  client.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  return () => ({ bytes, requests });
}

/** What is in use after everything that can be freed is, by script and by the browser half. */
export async function heap(client: CDPSession): Promise<number> {
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = (await client.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
  return usedSize + (backingStorageSize ?? 0);
}
