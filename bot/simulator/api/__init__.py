"""The server side of api.weixin.qq.com, one file a subject. Handlers change the state and never send."""
