/** The checkout endpoint in Fastify. */
import Fastify from 'fastify';
import { checkout } from './checkout.mjs';

const app = Fastify();

app.post('/api/checkout', async (request, reply) => {
  const { status, body } = await checkout(request.body);
  return reply.code(status).send(body);
});

await app.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`http://localhost:${app.server.address().port}`);
