/** The package for `require`. `index.mjs` hands on the same objects, so that `instanceof` holds across both. */
'use strict';

const { CliveClient, createSignedRequestHeaders } = require('./client.js');
const { classes, describeError } = require('./errors.js');

module.exports = { CliveClient, createSignedRequestHeaders, describeError, ...classes };
