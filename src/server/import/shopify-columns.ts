import type {Field} from './columns.ts';

/** Shopify's headers, those of before 2024 and today's, without case and spaces. */
export const SHOPIFY_COLUMNS: ReadonlyMap<string, Field> = new Map(Object.entries({
  handle: 'handle', urlhandle: 'handle',
  title: 'title',
  'body(html)': 'description', bodyhtml: 'description', description: 'description',
  vendor: 'vendor',
  type: 'product_type', customproducttype: 'product_type',
  tags: 'tags',
  published: 'published', publishedononlinestore: 'published',
  status: 'status',
  variantsku: 'sku', sku: 'sku',
  variantbarcode: 'barcode', barcode: 'barcode', variantbarcodes: 'barcode', barcodes: 'barcode',
  variantprice: 'price', price: 'price',
  variantcompareatprice: 'list_price', 'compare-atprice': 'list_price', compareatprice: 'list_price',
  variantgrams: 'weight', 'weightvalue(grams)': 'weight',
  variantinventorytracker: 'stock_tracker', inventorytracker: 'stock_tracker',
  variantinventoryqty: 'stock', inventoryquantity: 'stock',
  variantinventorypolicy: 'oversell', continuesellingwhenoutofstock: 'oversell',
  variantrequiresshipping: 'requires_delivery', requiresshipping: 'requires_delivery',
  imagesrc: 'image', productimageurl: 'image',
  imageposition: 'image_position',
  imagealttext: 'image_alt',
  variantimage: 'variant_image', variantimageurl: 'variant_image',
  option1name: 'option1_name', option1value: 'option1_value',
  option2name: 'option2_name', option2value: 'option2_value',
  option3name: 'option3_name', option3value: 'option3_value',
} satisfies Record<string, Field>));
