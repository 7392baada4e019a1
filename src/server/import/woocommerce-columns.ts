import type {Field} from './columns.ts';

/**
 * The headers of WooCommerce's exporter without case, spaces and question marks: English, then what its translations into zh_CN,
 * zh_TW and zh_HK have called the columns over the years. A unit in brackets is cut off before the look-up.
 */
const NAMES: Readonly<Partial<Record<Field, string>>> = {
  id: 'id 代碼 代码 编号 編號',
  kind: 'type 类型 類型',
  sku: 'sku 货号 貨號',
  barcode: 'gtin,upc,ean,orisbn gtin、upc、ean或isbn gtin,upc,ean或isbn gtin,upc,ean,或isbn',
  title: 'name 名称 名稱',
  published: 'published 已发布 已发表 已發佈 已發布 已發表',
  short_description: 'shortdescription 简短描述 简短的介绍 简短说明 簡短描述 簡短內容說明 簡短說明',
  description: 'description 描述 商品說明 产品描述 商品描述 說明',
  sale_starts: 'datesalepricestarts 促销开始日期 开始销售日期 促销价格开始日期 折扣價開始日期 特價開始日期 促銷價開始日期',
  sale_ends: 'datesalepriceends 促销截止日期 促销结束日期 日期销售价格结束 促销价格结束日期 折扣價結束日期 特價結束日期 促銷價結束日期',
  in_stock: 'instock 有货 有现货 有庫存 有存貨 有貨',
  stock: 'stock 库存 库存数 库存数量 股票 庫存 庫存數量 存貨',
  oversell: 'backordersallowed 允许缺货下单 允许缺货吗 允许缺货 允許無庫存下單嗎 允許無庫存下單 允許缺貨下單 允許延期交貨',
  weight: 'weight 重量',
  sale_price: 'saleprice 促销价格 促销价 销售价格 折扣價 特價 促銷價 促銷價格',
  price: 'regularprice 常规售价 常规价格 正常价格 原价 原價 定價 一般價格',
  categories: 'categories 分类 分类目录 产品分类 分類 商品分類',
  tags: 'tags 标签 標籤',
  images: 'images 图片 圖片 圖像',
  parent: 'parent 父级 父母 父类 上層 父項 上級',
  vendor: 'brands brand 品牌',
};

export const WOOCOMMERCE_COLUMNS: ReadonlyMap<string, Field> = new Map(
  Object.entries(NAMES).flatMap(([field, names]) => names.split(' ').map(name => [name, field as Field] as const)),
);
