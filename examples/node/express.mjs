/** The checkout endpoint in Express. */
import express from 'express';
import { checkout } from './checkout.mjs';

const app = express();

app.post('/api/checkout', express.json(), async (request, response) => {
  const { status, body } = await checkout(request.body);
  response.status(status).json(body);
});

const server = app.listen(Number(process.env.PORT ?? 3000), () => console.log(`http://localhost:${server.address().port}`));
