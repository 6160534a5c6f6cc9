// The sandbox org, spoken to as any program would speak to Salesforce.

type Access = { url: string; client_id: string; client_secret: string; control_url: string };

/** `also` is the name of the second record of the same company. */
export type Company = { name: string; domain: string; phone: string; also: string };

export class Org {
  #token?: Promise<string>;

  constructor(readonly access: Access) {}

  /** Makes a record and answers its id. */
  async create(object: string, fields: Record<string, unknown>): Promise<string> {
    const answer = await this.#call("POST", `sobjects/${object}`, fields);
    return answer.id;
  }

  /** Makes many records of one object, two hundred at a time. */
  async createMany(object: string, rows: Record<string, unknown>[]) {
    for (let from = 0; from < rows.length; from += 200) {
      const records = rows.slice(from, from + 200).map((fields) => ({ attributes: { type: object }, ...fields }));
      const answers: { success: boolean; errors: unknown }[] = await this.#call("POST", "composite/sobjects", { allOrNone: true, records });
      const refused = answers.find((answer) => !answer.success);
      if (refused) throw new Error(JSON.stringify(refused.errors));
    }
  }

  async query(soql: string): Promise<Record<string, any>[]> {
    const answer = await this.#call("GET", `query?q=${encodeURIComponent(soql)}`);
    return answer.records;
  }

  /** What the org itself has counted: merges, conversions, calls. */
  async counters(): Promise<Record<string, number>> {
    const response = await fetch(`${this.access.control_url}/counters`);
    return (await response.json()) as Record<string, number>;
  }

  async update(object: string, id: string, fields: Record<string, unknown>): Promise<void> {
    await this.#call("PATCH", `sobjects/${object}/${id}`, fields);
  }

  /** The same, by another user of the org. */
  async updateAs(username: string, object: string, id: string, fields: Record<string, unknown>): Promise<void> {
    const json = { "content-type": "application/json" };
    const body = JSON.stringify({ username: `${username}@northwind-sandbox.example` });
    const session = await fetch(`${this.access.control_url}/sessions`, { method: "POST", headers: json, body });
    const { access_token } = (await session.json()) as { access_token: string };
    const headers = { ...json, authorization: `Bearer ${access_token}` };
    const path = `${this.access.url}/services/data/v62.0/sobjects/${object}/${id}`;
    const response = await fetch(path, { method: "PATCH", headers, body: JSON.stringify(fields) });
    if (!response.ok) throw new Error(`${object} ${id}: ${response.status} ${await response.text()}`);
  }

  /** How many calls came in, but for those by which triggers look for news. */
  async calls(): Promise<number> {
    const response = await fetch(`${this.access.control_url}/requests?after=0`);
    const calls = (await response.json()) as { query: string }[];
    return calls.filter((call) => !call.query.includes("ORDER+BY+SystemModstamp")).length;
  }

  /** Makes calls fail, or all of them well again. */
  async fails(fault: Record<string, unknown>) {
    await fetch(`${this.access.control_url}/faults`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(fault) });
  }

  async recovers() {
    await fetch(`${this.access.control_url}/faults`, { method: "DELETE" });
  }

  /** Two accounts that are one company, under a name that nobody has used before. */
  plantTwins(): Promise<Company> {
    return this.plant(true, {});
  }

  /** A company of two accounts, or one; under a name that nobody has used before when none is given. */
  async plant(twins: boolean, account: Record<string, unknown>, company: Company = invented()): Promise<Company> {
    const { name, domain, phone, also } = company;
    const place = { BillingStreet: "7 Quay Road", BillingCity: "Bristol", BillingPostalCode: "BS1 4XX", BillingCountry: "United Kingdom" };
    await this.create("Account", { Name: name, Website: `https://www.${domain}`, Phone: phone, Industry: "Electronics", ...place, ...account });
    if (!twins) return company;
    const local = phone.replace("+44 ", "0");
    await this.create("Account", { Name: also, Website: domain, Phone: local, NumberOfEmployees: 140, ...place });
    return company;
  }

  async #call(method: string, path: string, body?: unknown): Promise<any> {
    this.#token ??= this.#signIn();
    const headers = { authorization: `Bearer ${await this.#token}`, "content-type": "application/json" };
    const response = await fetch(`${this.access.url}/services/data/v62.0/${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }

  async #signIn(): Promise<string> {
    const { client_id, client_secret } = this.access;
    const body = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret });
    const response = await fetch(`${this.access.url}/services/oauth2/token`, { method: "POST", body });
    return ((await response.json()) as { access_token: string }).access_token;
  }
}

function invented(): Company {
  const word = Array.from({ length: 9 }, () => "bcdfghklmnprstvz"[Math.floor(Math.random() * 16)]).map((c, at) => (at % 2 ? "aeiou"[at % 5] : c));
  const stem = word.join("").replace(/^./, (first) => first.toUpperCase());
  const number = String(Math.floor(Math.random() * 9_000_000) + 1_000_000);
  return { name: `${stem} Instruments`, domain: `${stem.toLowerCase()}.example`, phone: `+44 117 ${number}`, also: `${stem} Instr. Ltd` };
}
