// node provider.js PORT CALLBACK: a provider that lets in whoever names themselves (its own development pages).
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [port, callback] = process.argv.slice(2);
const modules = createRequire(path.join(process.cwd(), 'package.json'));
const { default: Provider } = await import(pathToFileURL(modules.resolve('oidc-provider')));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'nuandong',
    client_secret: 'a secret between the two',
    redirect_uris: [callback],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  pkce: { methods: ['S256'], required: () => true },
  cookies: { keys: ['for tests only'] },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
