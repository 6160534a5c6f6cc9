import stories from "./playwright.config.ts";

/** The same browser and the same portal, where the only network is loopback and the executable is all there is. */
export default { ...stories, testDir: "airtight", timeout: 180_000 };
