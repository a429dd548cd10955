// Pictures, compared as a browser decodes them.
import type { Page } from 'playwright-core';

/** As far as two shades must be apart to be told apart, of 255. */
const TELLABLE = 64;

/** Which part of two PNGs differs visibly, 0 to 1; 1 when their sizes differ. `page` only decodes. */
export async function differingPart(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return (await differingParts(page, [one, other]))[0]!;
}

/** Of each picture and each one after it: of the first and the second, the first and the third, and so on. */
export async function differingParts(page: Page, pictures: Buffer[]): Promise<number[]> {
  return page.evaluate(compareAll, {
    addresses: pictures.map((png) => `data:image/png;base64,${png.toString('base64')}`),
    tellable: TELLABLE,
  });
}

/** Runs in the page, where nothing of this file is but the function itself. */
async function compareAll({ addresses, tellable }: { addresses: string[]; tellable: number }) {
  const decode = async (address: string): Promise<ImageData> => {
    const bitmap = await createImageBitmap(await (await fetch(address)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const differing = (a: ImageData, b: ImageData): number => {
    if (a.width !== b.width || a.height !== b.height) return 1;
    let count = 0;
    for (let pixel = 0; pixel < a.data.length; pixel += 4) {
      const isTold = [0, 1, 2].some(
        (channel) => Math.abs(a.data[pixel + channel]! - b.data[pixel + channel]!) > tellable,
      );
      if (isTold) count += 1;
    }
    return count / (a.width * a.height);
  };
  const images = await Promise.all(addresses.map(decode));
  return images.flatMap((one, index) => images.slice(index + 1).map((other) => differing(one, other)));
}
