/** The checkout endpoint as a Next.js route handler (app router). */
import { checkout } from '../../../checkout.mjs';

// The addon needs Node; the edge runtime has none of it.
export const runtime = 'nodejs';

export async function POST(request) {
  const { status, body } = await checkout(await request.json().catch(() => undefined));
  return Response.json(body, { status });
}
