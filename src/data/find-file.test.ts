import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { DatasetFacts } from "./dataset-entry.ts";
import { findFile } from "./find-file.ts";
import { loadMnist } from "./load-mnist.ts";

const folder = await mkdtemp(join(tmpdir(), "find-file-"));
const servers: Server[] = [];
after(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true });
});

const contents = randomBytes(300_000);
const packed = gzipSync(contents);
const sha256 = createHash("sha256").update(contents).digest("hex");

/** What a server does with a request. */
interface Manners {
  /** Breaks off after so many bytes, as often as said. */
  breakAfter?: number;
  breaks?: number;
  /** Milliseconds between pieces of a tenth. */
  pause?: number;
  /** Answers nobody before so many have asked. */
  together?: number;
  status?: number;
  body?: Buffer;
}

interface Served {
  readonly url: string;
  readonly manners: Manners;
  /** The Range of each request. */
  readonly ranges: (string | undefined)[];
}

async function serve(manners: Manners = {}): Promise<Served> {
  const ranges: (string | undefined)[] = [];
  const held: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    ranges.push(request.headers.range);
    if (ranges.length < (manners.together ?? 0)) await new Promise<void>((resolve) => held.push(resolve));
    for (const release of held.splice(0)) release();
    const body = manners.body ?? packed;
    if (manners.status) return response.writeHead(manners.status).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (from >= body.length) return response.writeHead(416).end();
    const rest = body.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length });
    if (manners.breaks) {
      manners.breaks--;
      response.write(rest.subarray(0, manners.breakAfter), () => response.destroy());
      return;
    }
    const piece = Math.ceil(rest.length / 10);
    for (let at = 0; at < rest.length; at += piece) {
      response.write(rest.subarray(at, at + piece));
      if (manners.pause) await new Promise((resolve) => setTimeout(resolve, manners.pause));
    }
    response.end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/f.bin.gz`, manners, ranges };
}

const file = (url: string) => ({ name: "f.bin.gz", sha256, bytes: packed.length, url });
const facts: DatasetFacts = {
  name: "letters",
  description: "letters",
  licence: "Some licence.",
  restriction: "no commercial use",
  citation: "Someone, 1999.",
  folder: "letters",
  files: [],
  home: "http://example.org/letters",
};

let caches = 0;
function freshCache(): { XDG_CACHE_HOME: string; place: string } {
  const home = join(folder, `cache-${caches++}`);
  return { XDG_CACHE_HOME: home, place: join(home, "tensorloom", "letters") };
}

/** A process that downloads the file and tells its checksum. */
function downloadElsewhere(url: string, cache: string): ChildProcess & { told: Promise<string> } {
  const code = `
    import { createHash } from "node:crypto";
    import { findFile } from ${JSON.stringify(new URL("./find-file.js", import.meta.url).href)};
    const found = await findFile(${JSON.stringify(facts)}, ${JSON.stringify(file(url))}, {
      download: true, environment: { XDG_CACHE_HOME: ${JSON.stringify(cache)} },
    });
    console.log(createHash("sha256").update(found.contents).digest("hex"));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  child.stdout.on("data", (part) => (output += part));
  const told = new Promise<string>((resolve) => child.on("close", () => resolve(output.trim())));
  return Object.assign(child, { told });
}

test("the mirror comes first, then the cache, packed or not, and all is checked", async () => {
  const { XDG_CACHE_HOME, place } = freshCache();
  const environment = { TENSORLOOM_DATA: join(folder, "mirror"), XDG_CACHE_HOME };
  const mirror = join(folder, "mirror", "letters");
  const wanted = file("http://127.0.0.1:9/f.bin.gz");
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "f.bin"), contents);
  assert.deepEqual((await findFile(facts, wanted, { environment })).contents, contents);
  await mkdir(mirror, { recursive: true });
  await writeFile(join(mirror, "f.bin.gz"), packed);
  const found = await findFile(facts, wanted, { environment });
  assert.deepEqual([found.contents, found.origin], [contents, mirror]);
  await writeFile(join(mirror, "f.bin.gz"), "damaged");
  await assert.rejects(
    findFile(facts, wanted, { environment }),
    /mirror.*expected contents with the SHA-256.*Remove the file/,
  );
  assert.equal(await readFile(join(mirror, "f.bin.gz"), "utf8"), "damaged");
});

test("what is nowhere says in a sentence what to do", async () => {
  const { XDG_CACHE_HOME } = freshCache();
  const environment = { XDG_CACHE_HOME };
  await assert.rejects(loadMnist({ environment }), (error: Error) => {
    assert.match(error.message, /^Cannot load mnist: train-images-idx3-ubyte\.gz was not found/);
    assert.match(error.message, /--download.*TENSORLOOM_DATA/);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
  const { url: _, ...unpublished } = file("");
  await assert.rejects(
    findFile({ ...facts, subsetOf: "all letters" }, unpublished, { environment, download: true }),
    /It is a part of all letters that is never downloaded: put f\.bin\.gz from http:\/\/example\.org\/letters into .*TENSORLOOM_DATA\.$/,
  );
  // No one listens on port 9.
  await assert.rejects(
    findFile(facts, file("http://127.0.0.1:9/f"), { environment, download: true, onTerms: () => {} }),
    /^Error: Cannot download http:\/\/127\.0\.0\.1:9\/f: .+\. Check the connection, or put f\.bin\.gz/,
  );
});

test("a download tells its terms and how far it is, and leaves the file whole", async () => {
  const { url, ranges } = await serve();
  const { place, ...environment } = freshCache();
  const terms: string[] = [];
  const progress: [number, number][] = [];
  const found = await findFile(facts, file(url), {
    download: true,
    environment,
    onTerms: (text) => terms.push(text),
    onProgress: (_file, received, total) => progress.push([received, total]),
  });
  assert.deepEqual([found.contents, found.origin], [contents, url]);
  assert.deepEqual(terms, ["letters: NO COMMERCIAL USE. Some licence.\n  Cite: Someone, 1999."]);
  assert.deepEqual(progress.at(-1), [packed.length, packed.length]);
  assert.deepEqual(await readdir(place), ["f.bin.gz"]);
  assert.deepEqual(await readFile(join(place, "f.bin.gz")), packed);
  const again = await findFile(facts, file(url), { environment, onTerms: (text) => terms.push(text) });
  assert.deepEqual([again.contents, ranges.length, terms.length], [contents, 1, 1]);
});

test("a connection that breaks is made again from where it broke", async () => {
  const { url, ranges } = await serve({ breakAfter: 100_000, breaks: 2 });
  const { place, ...environment } = freshCache();
  const found = await findFile(facts, file(url), { download: true, environment, onTerms: () => {} });
  assert.deepEqual(found.contents, contents);
  assert.deepEqual(ranges, [undefined, "bytes=100000-", "bytes=200000-"]);
  assert.deepEqual(await readdir(place), ["f.bin.gz"]);
});

test("a download that was killed is gone on with by the next process", async () => {
  const { url, ranges, manners } = await serve({ pause: 50 });
  const { place, XDG_CACHE_HOME } = freshCache();
  const child = downloadElsewhere(url, XDG_CACHE_HOME);
  for (let size = 0; size < 50_000; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const [part] = await readdir(place).catch(() => []);
    size = part === undefined ? 0 : (await readFile(join(place, part))).length;
  }
  child.kill("SIGKILL");
  await child.told;
  manners.pause = 0;
  const options = { download: true, environment: { XDG_CACHE_HOME }, onTerms: () => {} };
  assert.deepEqual((await findFile(facts, file(url), options)).contents, contents);
  assert.match(ranges[1]!, /^bytes=[1-9]\d+-$/);
  assert.deepEqual(await readdir(place), ["f.bin.gz"]);
});

test("a part of something else is thrown away, and the file comes anew", async () => {
  const { url, ranges } = await serve();
  const { place, ...environment } = freshCache();
  await mkdir(place, { recursive: true });
  const { hostname } = await import("node:os");
  // A process number that none has.
  const part = `f.bin.gz.${sha256.slice(0, 12)}.${hostname()}.${2 ** 30}-0-0.partial`;
  await writeFile(join(place, part), randomBytes(1000));
  const found = await findFile(facts, file(url), { download: true, environment, onTerms: () => {} });
  assert.deepEqual([found.contents, ranges], [contents, ["bytes=1000-", undefined]]);
  assert.deepEqual(await readdir(place), ["f.bin.gz"]);
});

test("two processes that download at once do each other no harm", async () => {
  const { url, ranges } = await serve({ pause: 30, together: 2 });
  const { place, XDG_CACHE_HOME } = freshCache();
  const children = [downloadElsewhere(url, XDG_CACHE_HOME), downloadElsewhere(url, XDG_CACHE_HOME)];
  assert.deepEqual(await Promise.all(children.map(({ told }) => told)), [sha256, sha256]);
  assert.deepEqual(ranges, [undefined, undefined]);
  assert.deepEqual(await readdir(place), ["f.bin.gz"]);
  assert.deepEqual(await readFile(join(place, "f.bin.gz")), packed);
});

test("wrong contents, and a server that refuses, leave nothing behind", async () => {
  const { url, manners } = await serve({ body: gzipSync("something else") });
  const { place, ...environment } = freshCache();
  const load = () => findFile(facts, file(url), { download: true, environment, onTerms: () => {} });
  await assert.rejects(load(), /^RangeError: Cannot use http:.*expected contents with the SHA-256/);
  manners.status = 404;
  await assert.rejects(load(), /Cannot download http:.*: the server answered 404\. Check/);
  assert.deepEqual(await readdir(place), []);
});

test("a cache that cannot be written to is named, with a way out", {
  skip: process.getuid?.() === 0 && "root may write anywhere",
}, async () => {
  const { url } = await serve();
  const { place, ...environment } = freshCache();
  await mkdir(place, { recursive: true });
  await chmod(place, 0o500);
  await assert.rejects(
    findFile(facts, file(url), { download: true, environment, onTerms: () => {} }),
    /Cannot keep f\.bin\.gz in .*EACCES.*XDG_CACHE_HOME/,
  );
});
