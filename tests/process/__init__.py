"""The product as it runs: real `xiaoer serve` processes, killed, stopped and doubled, with a simulated WeChat around them."""
