// Records a voice note. It ends by itself after a minute: longer ones are not understood better.
const MOST_MS = 60_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

export interface Recording {
    /** 0 to 1, of what is heard just now */
    level: () => number;
    /** The note, or null where nothing was heard; the microphone is let go either way. */
    stop: () => Promise<File | null>;
}

export function canRecord(): boolean {
    return 'mediaDevices' in navigator && 'MediaRecorder' in window;
}

/** Asks for the microphone, and throws what the browser says when it is refused. */
export async function record(onEnd: () => void): Promise<Recording> {
    const stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
    });
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    const pieces: Blob[] = [];
    const meter = listen(stream);
    const timer = setTimeout(onEnd, MOST_MS);
    recorder.ondataavailable = ({ data }) => data.size && pieces.push(data);
    recorder.start();

    function stop(): Promise<File | null> {
        clearTimeout(timer);
        return new Promise((done) => {
            recorder.onstop = () => {
                for (const track of stream.getTracks()) track.stop();
                meter.close();
                const type = recorder.mimeType.split(';')[0] || 'audio/webm';
                done(pieces.length ? new File(pieces, 'Voice note', { type }) : null);
            };
            recorder.stop();
        });
    }
    return { level: meter.level, stop };
}

function listen(stream: MediaStream) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    const samples = new Float32Array(analyser.fftSize);
    context.createMediaStreamSource(stream).connect(analyser);
    function level(): number {
        analyser.getFloatTimeDomainData(samples);
        const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
        return Math.min(1, Math.sqrt(power) * 4); // speech is seldom louder than a quarter of what fits
    }
    return { level, close: () => void context.close() };
}

/** Why there is no recording, for whoever wanted one. */
export function whyNot(thrown: unknown): string {
    const name = thrown instanceof DOMException ? thrown.name : '';
    if (name === 'NotAllowedError') return 'The browser does not let this page use the microphone.';
    if (name === 'NotFoundError') return 'There is no microphone.';
    return 'The microphone cannot be used just now.';
}
