import net from 'node:net';
import tls from 'node:tls';

/** A mail server that takes or refuses mail, and keeps what it was told; for tests. */
export class MailServer {
  readonly said: string[] = [];
  readonly mails: string[] = [];
  refuses = false;
  readonly #server: net.Server;
  readonly #signIn: boolean;

  /** `secured`: speaks TLS from the first byte with this certificate, and asks for a sign-in. */
  constructor(secured: { readonly key: string; readonly cert: string } | null = null) {
    const serve = (socket: net.Socket): void => this.#serve(socket);
    this.#server = secured === null ? net.createServer(serve) : tls.createServer(secured, serve);
    this.#signIn = secured !== null;
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: net.Socket): void {
    let rest = '';
    let mail: string[] | null = null;
    const answer = (line: string) => socket.write(`${line}\r\n`);
    answer('220 test ESMTP');
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (mail !== null) {
          if (line === '.') {
            this.mails.push(mail.join('\n'));
            mail = null;
            answer('250 queued');
          } else mail.push(line.startsWith('.') ? line.slice(1) : line);
          continue;
        }
        this.said.push(line);
        if (/^EHLO/i.test(line)) {
          if (this.#signIn) answer('250-test');
          answer(this.#signIn ? '250 AUTH PLAIN' : '250 test');
        } else if (/^AUTH/i.test(line)) answer('235 come in');
        else if (/^MAIL/i.test(line)) answer(this.refuses ? '451 not now' : '250 ok');
        else if (/^DATA/i.test(line)) {
          mail = [];
          answer('354 go on');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else answer(/^STARTTLS/i.test(line) ? '502 no' : '250 ok');
      }
    });
  }
}
