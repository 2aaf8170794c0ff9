/** The part of tesseract.js-core's API that Hearth uses; its package has no types. */
declare module 'tesseract.js-core/tesseract-core-simd-lstm.js' {
  interface TessBaseAPI {
    /** 0 if it succeeds. */
    Init(dataPath: null, languages: string, engine: number): number;
    SetVariable(name: string, value: string): boolean;
    /** Reads `/input`. 1 if it cannot be decoded. */
    SetImageFile(exifOrientation: number, angle: number): number;
    /** Finds the lines of the image, which `GetGradient` needs. */
    FindLines(): number;
    /** The slope of the lines in radians. */
    GetGradient(): number;
    Recognize(monitor: null): number;
    GetUTF8Text(): string;
    /** In percent. */
    MeanTextConf(): number;
    Clear(): void;
  }
  interface TesseractCore {
    FS: { writeFile(path: string, content: Uint8Array): void };
    TessBaseAPI: new () => TessBaseAPI;
  }
  export default function load(options: {
    TesseractProgress: (percent: number) => void;
    print: (line: string) => void;
    printErr: (line: string) => void;
  }): Promise<TesseractCore>;
}
