/** What a browser or an edge runtime gets instead of the package. */
throw new Error('payseal signs with your secret and runs only on a Node.js server: import it in server code, never in a browser or an edge runtime.');
