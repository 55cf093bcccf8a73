/** The checkout endpoint on Node's own http server. */
import { createServer } from 'node:http';
import { checkout } from './checkout.mjs';

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

const server = createServer(async (request, response) => {
  const isCheckout = request.method === 'POST' && request.url === '/api/checkout';
  const { status, body } = isCheckout ? await checkout(await bodyOf(request)) : { status: 404, body: { error: 'not here' } };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

server.listen(Number(process.env.PORT ?? 3000), () => console.log(`http://localhost:${server.address().port}`));
