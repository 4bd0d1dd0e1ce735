import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { protocol } from 'electron';

/**
 * The window's page. It is served from a scheme of its own, so that it has an origin that nothing else has,
 * can be given headers, and reaches no file beside the renderer's own.
 */
export const PAGE_URL = 'app://console/index.html';

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Has to be called before electron is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: false } },
  ]);
}

/** True for the page's own address, whatever stands after the `#`. */
export function isOwnPage(url: string): boolean {
  return url === PAGE_URL || url.startsWith(`${PAGE_URL}#`);
}

/** Scripts and styles come from the page's own origin alone; emotion's style tags carry the page's nonce. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** Serves the files below `root` (the built renderer) to the window. */
export function servePage(root: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const file = path.join(root, path.normalize(decodeURIComponent(url.pathname)));
    const type = TYPES[path.extname(file)];
    if (url.host !== 'console' || !file.startsWith(root + path.sep) || !type) return notFound();
    try {
      const content = await fs.readFile(file);
      const nonce = randomBytes(18).toString('base64');
      const body = file.endsWith('.html') ? content.toString('utf8').replaceAll('{{nonce}}', nonce) : content;
      return new Response(body, {
        headers: {
          'content-type': type,
          'content-security-policy': contentSecurityPolicy(nonce),
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
        },
      });
    } catch {
      return notFound();
    }
  });
}

function notFound(): Response {
  return new Response('not found', { status: 404 });
}
