// Serves this repository on localhost, with the two headers that let a page use threads:
//
//   node examples/browser/serve.js [port]
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const port = Number(process.argv[2] ?? 8080);
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json" };

const server = createServer(async (request, response) => {
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  try {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = join(root, decodeURIComponent(pathname), pathname.endsWith("/") ? "index.html" : "");
    if (!file.startsWith(root) || file.split(sep).some((part) => part.startsWith("."))) throw new Error();
    const content = await readFile(file);
    response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
    response.end(content);
  } catch {
    response.writeHead(404).end("There is no such file.");
  }
});

server.listen(port, "127.0.0.1", () => {
  console.log(`http://localhost:${server.address().port}/examples/browser/`);
});
