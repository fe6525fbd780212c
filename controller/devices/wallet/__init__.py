"""Wallets whose customer shows a code: WeChat Pay, Alipay, UnionPay."""
