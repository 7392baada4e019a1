import {offerFor, readProduct} from '../commerce/catalogue-reader.ts';
import type {Offer} from '../commerce/item.ts';
import {shape} from '../commerce/wire.ts';
import type {AskOptions} from './merchant.ts';
import type {Post} from './ucp-catalogue.ts';

/** Asks for a product with all its variants. `known`: what the lookup of `id` said, which tells the product's own id. */
export async function askProduct(post: Post, id: string, known: Offer | undefined, options: AskOptions): Promise<Offer | undefined> {
  const body = {id: known?.productId ?? id, context: {language: options.locale}};
  const {product} = await post('/catalog/product', body, (json) => shape({product: readProduct})(json, '$'), options);
  const offer = offerFor(known?.variant.id ?? id, [product]) ?? offerFor(product.id, [product]);
  return offer && {...offer, id};
}
