// A real OpenID provider (oidc-provider) for the tests: node issuer.mjs PORT. Says "ready", and then answers each line
// of its standard input, {"alg","header","claims","secret"?}, with a line "token ...", made by jose with the provider's own keys: what
// a provider would never issue.
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';
import * as jose from 'jose';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const ALGS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const keys = {};

for (const alg of ALGS) {
    const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
    keys[alg] = { privateKey, publicKey, jwk: { ...(await jose.exportJWK(privateKey)), kid: `of-${alg}`, alg, use: 'sig' } };
}

const provider = new Provider(issuer, {
    jwks: { keys: ALGS.map((alg) => keys[alg].jwk) },
    clients: [
        {
            client_id: 'the-shop',
            client_secret: 'known-to-the-test',
            grant_types: ['client_credentials'],
            redirect_uris: [],
            response_types: [],
            token_endpoint_auth_method: 'client_secret_post',
        },
    ],
    scopes: ['search', 'chat', 'catalog:read', 'catalog:write'],
    enabledJWA: { idTokenSigningAlgValues: ALGS },
    extraTokenClaims: () => ({ tenant: 'acme', realm_access: { roles: ['offline', 'viewer', 'operator'] } }),
    features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
            enabled: true,
            getResourceServerInfo: (_, resource) => ({
                scope: 'search chat catalog:read catalog:write',
                audience: 'steward',
                accessTokenFormat: 'jwt',
                accessTokenTTL: 600,
                jwt: { sign: { alg: resource.split(':').pop() } },
            }),
            useGrantedResource: () => true,
        },
    },
});

async function sign({ alg, header, claims, secret }) {
    const protectedHeader = { alg, kid: `of-${alg}`, typ: 'at+jwt', ...header };
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: issuer, aud: 'steward', sub: 'anna', exp: now + 300, iat: now, ...claims };
    const encode = (value) => jose.base64url.encode(JSON.stringify(value));
    if (alg === 'none') return `${encode(protectedHeader)}.${encode(payload)}.`;
    const text = new TextEncoder().encode(JSON.stringify(payload));
    const key = secret
        ? new TextEncoder().encode(await jose.exportSPKI(keys[secret].publicKey))
        : keys[alg].privateKey;
    return new jose.CompactSign(text).setProtectedHeader(protectedHeader).sign(key);
}

provider.listen(port, '127.0.0.1', () => {
    console.log('ready');
    createInterface({ input: process.stdin }).on('line', async (line) => console.log(`token ${await sign(JSON.parse(line))}`));
});
