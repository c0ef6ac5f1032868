// In the thread of sound: what the microphone hears, as 16 bits, a twentieth of a second at a time.
declare class AudioWorkletProcessor {
    readonly port: MessagePort;
}
declare function registerProcessor(name: string, kind: typeof AudioWorkletProcessor): void;
declare const sampleRate: number;

const PIECE = sampleRate / 20;

class Microphone extends AudioWorkletProcessor {
    private piece = new Int16Array(PIECE);
    private count = 0;

    process([input]: Float32Array[][]): boolean {
        for (const sample of input?.[0] ?? []) {
            this.piece[this.count++] = Math.max(-1, Math.min(1, sample)) * 0x7fff;
            if (this.count === this.piece.length) this.give();
        }
        return true;
    }

    private give() {
        this.port.postMessage(this.piece.buffer, [this.piece.buffer]);
        this.piece = new Int16Array(PIECE);
        this.count = 0;
    }
}

registerProcessor('microphone', Microphone);
