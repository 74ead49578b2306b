"""The sentences of the reasons in three languages; every language has the same keys and values.

Rates of fraud are those that the model used: they lean towards wider groups where little was inspected.
"""

PHRASES = {
    "en": {
        "GOODS": "The same goods (heading {hs}, {net_mass} kg, value {item_price}) were inspected {seen} times, with "
        "fraud in {fraud}; expected for goods declared like this: {of_same_goods} %.",
        "GOODS NEW": "Goods of heading {hs} of {net_mass} kg and value {item_price} were not inspected before; "
        "expected for the nearest that were: {of_same_goods} %, at this price {of_price} %.",
        "HEADING": "Fraud expected in heading {hs}: {of_heading} %.",
        "ROUTE": "Fraud expected in heading {hs} from {origin} by way of {departure} at this duty rate: "
        "{of_heading_route} %; from {origin} in all: {of_origin} %.",
        "PRICE": "The price per kg, {per_kg}, is above that of {of_price_rank} % of the declarations of heading {hs}.",
        "PRICE NEW": "The price per kg is {per_kg}; of heading {hs} too few prices are known to compare it with.",
        "SIZE": "The size of the item: {net_mass} kg, value {item_price}.",
        "DUTY": "The duty rate is {tax_rate} %; fraud expected at this rate: {of_duty} %.",
        "DECLARANT": "Fraud expected of declarant {declarant}: {of_declarant} %.",
        "IMPORTER": "Fraud expected of importer {importer}: {of_importer} %.",
        "SELLER": "Fraud expected of seller {seller}: {of_seller} %.",
        "COURIER": "Fraud expected with courier {courier}: {of_courier} %.",
        "OFFICE": "Fraud expected at office {office}: {of_office} %.",
        "REGIME": "Fraud expected in import type {import_type}: {of_import_type} %.",
    },
    "ru": {
        "GOODS": "Такой же товар (субпозиция {hs}, {net_mass} кг, стоимость {item_price}) досматривали раз: {seen}, с "
        "нарушением: {fraud}; ожидается у заявленных так же товаров: {of_same_goods} %.",
        "GOODS NEW": "Товар субпозиции {hs} весом {net_mass} кг и стоимостью {item_price} раньше не досматривали; "
        "ожидается у ближайших из досмотренных: {of_same_goods} %, при такой цене {of_price} %.",
        "HEADING": "Ожидаемая доля нарушений в субпозиции {hs}: {of_heading} %.",
        "ROUTE": "Ожидаемая доля нарушений в субпозиции {hs} из {origin} через {departure} при этой ставке: "
        "{of_heading_route} %; по всем товарам из {origin}: {of_origin} %.",
        "PRICE": "Цена за кг, {per_kg}, выше, чем у {of_price_rank} % деклараций субпозиции {hs}.",
        "PRICE NEW": "Цена за кг: {per_kg}; по субпозиции {hs} известно слишком мало цен для сравнения.",
        "SIZE": "Размер партии: {net_mass} кг, стоимость {item_price}.",
        "DUTY": "Ставка пошлины {tax_rate} %; ожидаемая доля нарушений при этой ставке: {of_duty} %.",
        "DECLARANT": "Ожидаемая доля нарушений у декларанта {declarant}: {of_declarant} %.",
        "IMPORTER": "Ожидаемая доля нарушений у импортёра {importer}: {of_importer} %.",
        "SELLER": "Ожидаемая доля нарушений у продавца {seller}: {of_seller} %.",
        "COURIER": "Ожидаемая доля нарушений у курьера {courier}: {of_courier} %.",
        "OFFICE": "Ожидаемая доля нарушений на посту {office}: {of_office} %.",
        "REGIME": "Ожидаемая доля нарушений при виде ввоза {import_type}: {of_import_type} %.",
    },
    "zh": {
        "GOODS": "相同货物（子目 {hs}，{net_mass} 千克，价值 {item_price}）曾查验 {seen} 次，其中 {fraud} 次有违规；"
        "同样申报的货物预期违规率 {of_same_goods} %。",
        "GOODS NEW": "子目 {hs}、{net_mass} 千克、价值 {item_price} 的货物此前未曾查验；最接近的已查验货物预期违规率 "
        "{of_same_goods} %，该价格的预期违规率 {of_price} %。",
        "HEADING": "子目 {hs} 的预期违规率：{of_heading} %。",
        "ROUTE": "子目 {hs}、原产 {origin}、经 {departure}、该税率的预期违规率：{of_heading_route} %；"
        "原产 {origin} 的全部货物：{of_origin} %。",
        "PRICE": "每千克价格 {per_kg} 高于子目 {hs} 中 {of_price_rank} % 的申报。",
        "PRICE NEW": "每千克价格为 {per_kg}；子目 {hs} 的已知价格太少，无法比较。",
        "SIZE": "货物规模：{net_mass} 千克，价值 {item_price}。",
        "DUTY": "关税税率 {tax_rate} %；该税率的预期违规率：{of_duty} %。",
        "DECLARANT": "报关人 {declarant} 的预期违规率：{of_declarant} %。",
        "IMPORTER": "进口商 {importer} 的预期违规率：{of_importer} %。",
        "SELLER": "卖家 {seller} 的预期违规率：{of_seller} %。",
        "COURIER": "承运人 {courier} 的预期违规率：{of_courier} %。",
        "OFFICE": "海关 {office} 的预期违规率：{of_office} %。",
        "REGIME": "进口类型 {import_type} 的预期违规率：{of_import_type} %。",
    },
}
LANGUAGES = tuple(PHRASES)
